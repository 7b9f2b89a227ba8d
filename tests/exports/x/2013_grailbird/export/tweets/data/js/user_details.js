var user_details =  {
  "screen_name" : "samreed",
  "full_name" : "Sam Reed",
  "id" : "42"
}