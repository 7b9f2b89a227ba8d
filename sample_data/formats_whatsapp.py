"""Camille's two WhatsApp chats, as a phone with Android and an iPhone write them."""

from __future__ import annotations

from datetime import datetime

from formats_base import Dice, Files, read

# ----------------------------------------------------------------------------------------- WhatsApp


def whatsapp_android() -> bytes:
    lines = []
    for row in read("whatsapp_box.csv"):
        stamp = datetime.fromisoformat(row["time"]).strftime("%d/%m/%Y, %H:%M")
        lines.append(f"{stamp} - " + (f"{row['author']}: " if row["author"] else "") + row["text"])
    return ("\n".join(lines) + "\n").encode()


def whatsapp_ios() -> Files:
    """An iPhone writes seconds, a left-to-right mark before its own words, and the group as author of notices."""
    dice, mark, group, lines = Dice("whatsapp"), "\u200e", "Parents 3e B", []
    minute, second = "", 0
    for row in read("whatsapp_parents.csv"):
        second = dice.between(0, 19) if row["time"] != minute else second + dice.between(5, 12)
        minute = row["time"]
        local = datetime.fromisoformat(minute).replace(second=min(second, 59))
        own = row["text"].startswith("<pièce jointe") or not row["author"]
        deleted = row["text"] == "Ce message a été supprimé"
        start = mark if row["text"].startswith("<pièce jointe") else ""
        author = row["author"] or group
        lines.append(f"{start}[{local:%d/%m/%Y %H:%M:%S}] {author}: {mark if own or deleted else ''}{row['text']}")
    return {"_chat.txt": ("\r\n".join(lines) + "\r\n").encode()}
