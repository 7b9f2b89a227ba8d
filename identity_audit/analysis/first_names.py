"""Which first names stand for each other, which are family names too, which small words begin a family name?

Written by hand for the names of Belgian and French classes: French, Flemish, Maghrebi, Portuguese, Turkish, Vietnamese
and English ones. A short form is only ever a reason to ask, so a name may stand in several lines.
"""

from __future__ import annotations

from collections import defaultdict

#: each line: names that one person may go by, folded
_SHORT_FORMS = """
alexandre alexander alexandra alexia alexis alex alexi sacha sascha sandra sandro sander xander lex
alexandrine
antoine anthony antonin antonio anton tony toine titou
anne annie anna anneke nan nancy anouk
annabelle bella
arthur art tuur
amandine mandy
amelie amel mel
aurelie aurel lily
baptiste bapt jean-baptiste
barbara babs barb
beatrice bea trix
benjamin ben benji benny
benoit ben bennie
bernard ben nard bert
bertrand bert
camille cam camcam
caroline caro carole line carolien
catherine katherine cathy kathy cath kate katie kitty katrien trien katrijn katarina catarina cat
charles charlie charly karel carlos
charlotte charlie lotte lottie charlo lot
christelle chris
christian chris kris
christine chris tine tina kristien krisje
christophe christopher kristof chris stof toph tof
clementine clem
clement clem
constance coco
daniel dan danny dani
daniela daniella danielle dani
david dave davy
deborah deb debbie
dimitri dim
dominique dom domi
dorothee doro
edouard edward eduard ed eddy edu ned ted
eleonore elea nora leonore
elisabeth elizabeth elise lise lisa liz lizzy beth betty babeth els elsie eliza isabel elisa liesbeth lies
emmanuel manu emanuel manuel
emmanuelle manue manu emma
emilie emily emy mimi milie
etienne stephane steven titi
eugenie nini
evelyne eve evy
fabian fabien fab
fabrice fab
ferdinand ferdi
fernando nando
florence flo florie flore
florian flo
florent flo
francois francis franck frank frans fanfan cisco francisco chico franky
francoise fran soizic cisca
frederic frederick frederik fred freddy fredo rik
frederique fred
gabriel gabi gaby gab
gabrielle gabi gaby gab
genevieve gene ginette
georges george geo joris jorge jos
gerard gege gerry
gilles gillou
gregory greg grego gregoire
guillaume gui guigui william willem will bill willy wim liam guilherme
gustave gus guus staf
helene helen lene lena leen
henri henry hendrik harry rik enrique henrique hank
hubert bert hub
ines nes
isabelle isabel isa bel zaza belle
jacqueline jackie jacky jacquie
jacques jack jacky james jacob jakob jaak koos jim jimmy jaques
james jim jimmy jamie
jean jan john johan johannes jeannot johnny hans joao
jean-baptiste jb jean-ba
jean-christophe jc
jean-claude jc jeanclo
jean-francois jef jf
jean-louis jl jeanlou
jean-luc jl jeanlu
jean-marc jm
jean-marie jm
jean-michel jm jeanmi
jean-paul jp jeanpol
jean-philippe jp jeanphi
jean-pierre jp jeanpi
jean-yves jy
jennifer jenny jen jenn
jeremy jeremie jem jer
jerome jej
jessica jess jessie
joachim jo kim
johanna jo hanne jo-ann
jonathan john jo jon natan nathan
joseph jo jos jef sep jozef joe joey jose zezinho ze pepe yusuf youssef
josephine jo fine josie fien
julie ju juju jul
julien jul juju ju julian jules
juliette ju juju juliet
justine juju ju
kevin kev
laetitia leti titi
laura lau laurette
laurence lau lolo
laurent lau lolo laurens lorenzo lars
leonard leo leon
leonardo leo
leopold leo pol
lea lili
lieven liev
louis lou loulou lowie luis lodewijk ludo loic
louise lou loulou louisa
lucas luc luka lukas luke
lucie lulu lucy luce
ludovic ludo
madeleine mado madelon magda
magali mag
maria mia marie ria mieke maya
marguerite margot margaux maggie peggy margaret margriet greet griet meg daisy
marie mary maria mie mieke marieke mimi
marie-christine marie-chris mc
marie-laure malo
marie-louise malou marilou
marie-therese maite
marine marinette
martin tin maarten
martine tine
mathilde mat math tilly matilda
matthieu mathieu matthew mathias matthias mat math matt mats thijs matteo mateo ties
maxime maximilien maximilian max maxim maxence
melanie mel mela
melissa mel lissa
michael mickael mike mick mika mikael michel miguel mehdi
michel mich mike mimi michou miche
michele mimi michelle mich
mohamed mohammed mohammad muhammad mouhamed mohamad momo med mo mehmet mehmed hamed simo moha
mustafa mustapha moustapha mus mous moussa
nathalie nath nat natalie natacha
nathaniel nath nat nate
nathan nat nate
nicolas nico nicola nick nicky klaas niels claus niko nicholas colas
nicole nicky niki nic
noemie noe nono
olivier oli olive oliver olli
ophelie ophe
oscar ossie
pascal pas
pascale pas
patricia pat patty tricia
patrick pat paddy
paul pol paulo pauwel pavel paulus
pauline popo paula lina
peter pieter piet pete petrus
philippe phil phili philip filip flip fil
pierre pier pierrot peter pieter piet pedro pete
pierre-yves py
jean-baptiste jb jeanba
priscilla prisci
quentin quent tintin
rachel rach rachelle
raphael raph rafa rafael raf
rebecca beca becky
regis reg
remi rem remy
richard rich rick ricky dick ricardo
robert bob rob robbie bobby robin bert roberto
romain rom
ronald ron ronny
samantha sam
samuel sam sammy
sebastien seb bastien sebastian seba bas bastiaan
serge sergio
simon sim siem
sophie soph so sofie fie sofia
stanislas stan
stephane steph stef
stephanie steph stef fanny fanie
sylvain syl
sylvie syl
theo theodore theophile theodor teo
theodora dora theo
therese treize tess terry
thibault thibaut tibo tib titi
thierry titi
thomas tom tommy tomas tomasz
timothee tim timmy timothy timo
tristan tris
valentin val tintin
valentine val
valerie val
vanessa vaness nessa ness
veronique vero ronnie
victoire vic vicky
victor vic vik
victoria vic vicky tori
vincent vince vinz vinny cent
virginie vivi virg
walter wouter wout walt
william bill billy will willy liam
xavier xav xavi
yannick yann yan
yves yvo ivo
agnieszka aga agnes
abdelkader kader abdel
abdelkarim karim abdel
abdellah abdallah abdullah abdou abdel
abderrahmane abderahman abdou abdel
abdelaziz aziz abdel
abdelhamid hamid abdel
abdelmalek malek abdel
abdelhak hak abdel
aicha aisha icha ayse
ahmed ahmet hmed
amine lamine mimine
amina mina minou
bilal billel bilel
fatima fati fatou fatma fatoumata fatim tima
fatima-zahra fatizahra zahra fatim fati fz
fatima-zohra zohra fati
hamza hamz
hassan hasan hass
hossein hussein houssein hocine huseyin
ibrahim brahim ibra ibou
ilyas elias ilias ilyes lyes
imane iman
ismail ismael smail isma
khadija khadi khadidja hatice
leila layla leyla
meryem mariam myriam maryam meriem miriam mimi
moussa mouss musa
nabil bilou
noureddine nour nordin
nour noor
othmane osman ousmane
rachid rachidou
rayan ryan rayane
safia safiya
salma selma
samira sam sami
soufiane sofiane soufian sofian
soumaya soum
yasmine yasmina jasmine yas yass jasmin
yassine yacine yass
younes younous jonas yunus
youssef yousef youcef yusuf joseph youss
zakaria zak zakariya zack zaki
zineb zeynep zainab
manuel manu nelo manolo
joaquim quim
jose ze
antonio toni to
beatriz bia
carolina carol
catarina cata
diogo tiago
eduardo edu dudu
fernanda nanda
filipe lipe
francisca chica kika
francisco chico xico
gabriela gabi
goncalo gonca
guilherme gui
joana jo ju
leonor nonor
luis lu
mafalda mafi
margarida guida magui
mariana nana mari
matilde tilde
miguel migas
patricia pati
rafael rafa
ricardo rick
rodrigo digo
sebastiao bastiao
teresa teresinha te
tiago ti
vitoria vi
elif elifnur
emre emrecan
mehmet memo
mustafa musti
huseyin husso
ibrahim ibo
ismail ismo
zeynep zeyno
fatma fatos
merve mervenur
jozef jef sooi
lambert bert
albert bert ab
maarten tinne mertens
liesbeth lies
geertrui geert trui
willem wim
godelieve lieve
adriaan ad
cornelis kees cor
hendrik rik henk
johannes jan johan hans
koenraad koen
lodewijk lode
leonardus leen
margaretha greet
petrus piet
rembert bert
rudolf rudy
veerle vera
wouter wout
aleksander aleks
ashley ash
andrew andy drew
andre dede
andrea andy
charlie charles
christina chrissy tina
edith edie
harriet hattie
jasper jas
joshua josh
katrina trina
kimberly kim kimmy
lawrence larry
nicholas nick
oliver ollie
pamela pam
penelope penny
philip pip
samuel sam
stephen steve
suzanne suzy sue susan susie
terence terry
theresa tess
veronica ronnie
zachary zach zack zak
"""
#: first names that are family names too: "Thomas Martin" may be either order
GIVEN = frozenset(
    """
    adam alain albert alexandre alexis ali andre antoine arnaud arthur aubert auguste baptiste barbe bastien benoit
    bernard bertrand blaise camille catherine charles christian clement colin constant daniel david denis didier
    dominique edouard elias emile emmanuel eric ernest etienne eugene fabian felix ferdinand florent francis francois
    frederic gabriel gaspard gaston gautier george georges gerard germain gilbert gilles gregoire guillaume gustave
    hassan henri henry herman hubert hugues ibrahim ismail jacob jacques james jean jerome joachim joseph jules julien
    lambert laurent leon leonard leopold louis luc lucas mansour marc marcel marie marin marion martin mathieu mathis
    matthieu maurice maxime michel mohamed mohammed moussa mustafa nathan nicolas noel olivier omar oscar osman pascal
    patrick paul paulin perrine peter philippe pierre raoul raymond regis remi remy rene richard robert robin roger
    roland romain rose said salah samuel sebastien simon stephane sylvain theo thierry thomas toussaint urbain valentin
    valery victor vincent william xavier yves yusuf ahmed abdallah amin aziz hamid hussein idris karim khalil malik
    mahmoud nasser rachid rahman salem yahya younes ayoub bilal
    """.split()
)
#: small words before a family name; they neither tell two people apart nor make them one
PARTICLES = frozenset(
    "de du des la le les van von vander vanden vande der den dem het ten ter ver el al ben bin bint ibn ould ait bou "
    "ou da das do dos e y del della di d l o mac mc st saint sainte nee ep epouse veuve zum zur thi".split()
)
#: family names that so many have that they tell nobody apart
COMMON = frozenset(
    """
    nguyen tran le pham huynh hoang phan vu vo dang bui do ho ngo duong ly silva santos thi van
    """.split()
)


def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for number, line in enumerate(_SHORT_FORMS.strip().splitlines()):
        for name in line.split():
            found[name.replace("-", "")].add(number)
    return {name: frozenset(groups) for name, groups in found.items()}


#: name -> the numbers of the lines it stands in: two names that share one may be one person's
GOES_BY = _groups()
