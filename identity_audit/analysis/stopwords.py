"""Function words of the seven languages that the topic engine can tell apart.

Our own lists, lower case and with their accents. They serve two purposes: voting for the language of a post, and
keeping words that say nothing about a subject out of the word similarity and out of topic names. The French and English
lists also hold the commonest filler of posts and messages ("merci", "lol", "today"), because a topic called
"merci · super" helps nobody.
"""

from __future__ import annotations

_EN = """
a about above after again against ago all almost already also although always am among an and another any anyone
anything are aren around as at away be became because become been before being below best better between both but by
came can cannot come could couldn did didn do does doesn doing don done down during each either else enough even ever
every everyone everything few for from further get gets getting give go goes going gone good got great had hadn has
hasn have haven having he her here hers herself him himself his how however i if in into is isn it its itself just keep
know last least less let lets like little ll look looks lot lots made make makes making many may maybe me might mine
more most much must mustn my myself need needs never new next no nobody none nor not nothing now of off often oh ok
okay on once one ones only onto or other others our ours ourselves out over own per perhaps please put quite rather re
really right said same saw say saying says see seem seems seen she should shouldn since so some someone something
sometimes soon still such sure take taken takes taking than thank thanks that the their theirs them themselves then
there these they thing things think this those though through thus to today together tomorrow tonight too took toward
towards try under until up upon us use used using ve very via want wants was wasn way we well went were weren what
whatever when where whether which while who whole whom whose why will wish with within without won would wouldn yes
yesterday yet you your yours yourself yourselves amp gt lt rt lol wow hey hi hello im ive dont cant thats youre
"""
_FR = """
à a ah ai aie aient ainsi ait aller allez allons alors an année années ans apparemment après as assez au aucun aucune
aujourd auquel aura aurai auraient aurais aurait auront aussi autant autour autre autres aux auxquels avaient avais
avait avant avec avez aviez avoir avons ayant beau beaucoup belle belles bien bientôt bon bonjour bonne bonnes bonsoir
bons bravo c ça car ce ceci cela celle celles celui cent cependant certain certaine certaines certains ces cet cette
ceux chaque chez chose choses ci coucou comme comment contre coup d dans de début dedans dehors déjà demain depuis
dernier dernière derniers derrière des dès désormais dessous dessus deux devant devez devoir devrait dire dis dit dites
dix doit doivent donc donner dont du dû durant elle elles en encore enfin ensuite entre envers es est et étaient étais
était étant etc été êtes être eu eux facile faire fais faisait fait faite faites faits fallait fasse faudra faut fin
fois font fût grâce grand grande grandes grands gros guère h hein hélas hier hors hui ici il ils j jamais je jour
journée jours jusqu jusque juste l la là laquelle le lequel les lesquelles lesquels leur leurs loin lol longtemps lors
lorsque lui ma madame mais mal malgré mdr me meilleur même mêmes merci mes mettre mien mieux mis moi moins mois moment
mon monsieur n ne ni nombreux non nos notre nôtre nous nouveau nouveaux nouvelle nouvelles nul on ont or ou où ouais
oui outre par parce parfois parmi partout pas passé pendant pense petit petite petites petits peu peut peuvent peux
plein plupart plus plusieurs plutôt pour pourquoi pourra pourrait pourtant pouvait pouvez pouvoir premier première
prendre près presque pris puis puisque qu quand quatre que quel quelle quelles quelqu quelque quelques quels qui quoi
quoique rien s sa sais sait salut sans se sera serai seraient serais serait seront ses seul seule seulement si sien
sinon soi soient sois soir sois soit sommes son sont sous souvent soyez suis suite super sur surtout t ta tandis tant
tard te tel telle tellement telles tels tes tiens toi ton tôt toujours tous tout toute toutefois toutes très trois trop
trouve tu un une va vais vas venir vers veut veux via vie viens vient vite vivement voici voilà voir vois voit vont vos
votre vôtre voulez vouloir vous vrai vraiment vu y
"""
_ES = """
a ahora al algo alguien algún alguna algunas algunos allí ante antes aquel aquella aquellos aquí así aún aunque ayer
bajo bien buen buena buenas bueno buenos cada casi como cómo con contra cosa cosas creo cual cuál cuando cuándo cuanto
cuatro da de debe decir del desde después día días dice dicen dijo donde dónde dos durante e el él ella ellas ellos en
entonces entre era eran eres es esa esas ese eso esos esta ésta está estaba estado están estar estas este éste esto
estos estoy fin fue fueron gracias gran grande ha haber había habían hace hacen hacer hacia han has hasta hay he hecho
hemos hola hoy ir jamás junto la las le les lo los luego más mañana me mejor menos mi mí mientras mis mismo misma
mucha muchas mucho muchos muy nada nadie ni ningún ninguna no nos nosotros nuestra nuestras nuestro nuestros nueva
nuevo nunca o os otra otras otro otros para parte pero poco por porque primera puede pueden puedo pues que qué quien
quién quiere quiero sabe se sé sea según ser será si sí sido siempre sin sino sobre sois solo sólo somos son soy su sus
tal también tan tanto te tengo tenía ti tiempo tiene tienen toda todas todavía todo todos tras tres tu tú tus un una
unas uno unos usted va vamos van veces ver vez vida y ya yo
"""
_DE = """
aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bin bis bist bitte da dabei
dadurch dafür dagegen daher damit danach danke dann daran darauf darf darum das dass dazu dein deine deinen dem den
denn der des deshalb dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer
eines einfach einige einmal er erst es etwas euch euer eure für ganz gar geben gegen geht gehen gerade gern gibt gut
gute guten habe haben hat hatte hatten heute hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in
ins ist ja jede jedem jeden jeder jedes jetzt kann kannst kein keine keinen können könnte machen macht mal man mehr
mein meine meinem meinen meiner mich mir mit morgen muss müssen nach neben nein neu neue neuen nicht nichts nie noch
nun nur ob oder ohne schon sehr sein seine seinem seinen seiner seit selbst sich sie sind so sogar soll sollen sollte
sondern sonst über um und uns unser unsere unter viel viele vielen vielleicht vom von vor wann war waren warum was weg
weil weiter welche welcher wenn wer werde werden wie wieder will wir wird wirklich wo wollen worden wurde wurden würde
während zu zum zur zwar zwei zwischen
"""
_IT = """
a abbiamo abbia adesso agli ai al alla alle allo allora altra altre altri altro anche ancora anni anno aveva avere
bella bello ben bene buon buona c che chi ci ciao ciò circa col come con contro cosa così cui d da dagli dai dal dalla
dalle dallo degli dei del della delle dello dentro di dice dire dopo dove due e è ecco ed era erano essere fa fai fare
fatto fino fra fu già giorni giorno gli grande grazie ha hai hanno ho i il in io l la le lei li lo loro lui ma mai me
meglio meno mentre mi mia mie miei mio molta molti molto ne né nei nel nella nelle nello nessuno niente no noi non
nostra nostri nostro nuovo nuova o oggi ogni ora per perché però più po poco poi possono prima proprio può qua quale
quali quando quanto quasi quella quelle quelli quello questa queste questi questo qui quindi sarà se sei sempre senza
si sì sia siamo solo sono sopra sotto sta stata state stati stato su sua subito sue sugli sui sul sulla sulle suo suoi
tanto te ti tra troppo tu tua tue tuo tutta tutte tutti tutto un una uno va vai verso via voi vostra vostro
"""
_PT = """
a à agora ainda além algo alguém algum alguma algumas alguns ali ano anos antes ao aos apenas após aquela aquele
aqueles aqui as às assim até bem boa bom cada casa coisa coisas com como contra da dar das de dela dele deles demais
depois desde dessa desse desta deste dia dias disse diz do dois dos duas durante e é ela elas ele eles em embora então
entre era eram essa essas esse esses esta está estamos estão estar estava este estes estou eu faz fazer fez foi fomos
for foram gente grande há hoje isso isto já la lá lhe lhes logo mais mas me melhor menos mesma mesmo meu meus minha
minhas muita muitas muito muitos na nada não nas nem nenhum nenhuma nesta neste ninguém no nos nós nossa nossas nosso
nossos nova novo num numa nunca o obrigada obrigado onde ontem os ou outra outras outro outros para pela pelas pelo
pelos pode podem por porque porquê pouco pra primeira qual quando quanto quase que quê quem quer são se sei seja sem
sempre sendo ser será seu seus sim sob sobre só somos sou sua suas tal também tão tem têm tempo tenho ter teve ti tinha
toda todas todo todos tu tua tudo um uma umas uns vai vamos vão vez vezes você vocês vou
"""
_NL = """
aan achter al alle alleen alles als altijd andere anders ben bent bij bijna dag dan dank dat de deze die dit doe doen
doet door dus echt een eens eerste eigen elk elke en er erg ergens even ga gaan gaat gaf geen gedaan geeft geweest
gewoon goed goede graag had hadden heb hebben hebt heeft heel hele hem hen het hier hij hoe hun iemand iets ik in is
ja jaar je jij jou jouw jullie kan kom komen komt kon kunnen kunt later leuk laat maar maken maak me meer mee meest
men met mij mijn misschien moet moeten mooi morgen na naar nee net niemand niet niets nieuw nieuwe nog nooit nu of om
omdat onder ons onze ook op over paar samen sinds soms steeds straks te tegen terug toch toe toen tot tussen twee u
uit uw van vanaf vandaag veel vele voor vooral waar waarom wanneer want waren was wat we weer weet wel welke werd
werden wie wij wil willen worden wordt zal ze zeer zei zeg zelf zich zie zien zij zijn zit zo zoals zonder zou zouden
zullen
"""

STOP_WORDS: dict[str, frozenset[str]] = {
    code: frozenset(text.split())
    for code, text in (("fr", _FR), ("en", _EN), ("es", _ES), ("de", _DE), ("it", _IT), ("pt", _PT), ("nl", _NL))
}
"""Function words by ISO code; the order of the codes is the order in which languages are tried."""
