"""First names of either language, from which people are given another one where others look on.

Everyday names, of every generation, no more of one gender than of the other. Where they run out, numbers follow.
"""

from __future__ import annotations

FRENCH = tuple(
    """
    Abel Adèle Agathe Aimé Alban Alexis Alice Aliénor Amandine Amaury Ambre Anatole Angèle Anouk Antoine
    Apolline Armand Arsène Arthur Astrid Aubin Augustin Aurore Axelle Balthazar Baptiste Barnabé Basile Bastien
    Béatrice Bertille Blaise Blanche Boris Brune Calixte Candice Capucine Casimir Cédric Céleste Célestin Chloé
    Clarisse Clémence Clovis Colette Colin Corentin Cyprien Cyrille Damien Daphné Delphine Diane Dimitri Dorian
    Éléonore Élias Élodie Élouan Éloïse Émeline Emmanuel Enzo Ernest Estelle Esther Eugène Eugénie Évariste
    Faustine Fernand Flavie Fleur Florent Florian Gabin Gaétan Garance Gaspard Gautier Ghislain Gildas Ginette
    Goulven Guillemette Gustave Hadrien Héloïse Henriette Hippolyte Honorine Horace Hortense Hugo Hyacinthe
    Ignace Inès Irène Iris Isaure Isidore Ismaël Jasmine Joachim Jocelyn Jonas Joséphine Josselin Jules Juliette
    Justine Lancelot Lazare Léandre Léonie Léopold Leïla Lilou Lison Loïc Loris Lubin Lucien Lucile Ludivine
    Madeleine Maëlle Malo Manon Marceau Margaux Marius Mathilde Mathurin Maxence Mélusine Mireille Modeste Nahia
    Narcisse Nestor Ninon Noémie Norbert Octave Octavie Odette Odilon Ombeline Ondine Oscar Oriane Ophélie
    Paulin Perrine Philomène Placide Pome Prosper Quitterie Rachel Raoul Raphaëlle Rémi Rodolphe Romane Romuald
    Rosalie Sacha Salomé Séraphine Sidonie Siméon Sixtine Solène Suzanne Sylvain Tancrède Tatiana Thaïs Théodore
    Thibault Tiphaine Titouan Tristan Ulysse Urbain Ursule Valère Valentine Victoire Vianney Violette Virgile
    Vivien Xavier Yaël Yannick Yseult Yvonne Zacharie Zélie Zéphyr
    """.split()
)
ENGLISH = tuple(
    """
    Ada Adrian Agnes Aidan Alastair Alfie Alma Amber Amos Angus Archie Arlo Asher Audrey Barnaby Beatrix Belinda
    Benedict Beryl Blake Blythe Bonnie Boyd Bridget Bryony Caleb Callum Camden Carys Cassidy Cecily Chester
    Clara Clement Clifford Clover Connor Cordelia Cosmo Crispin Cyrus Dahlia Damon Daphne Darcy Delilah Della
    Desmond Dexter Diana Dorothy Duncan Edith Edmund Effie Elspeth Elodie Elton Emery Enid Ephraim Esme Ethan
    Eunice Evander Evelyn Ezra Fay Felix Fergus Fern Finlay Fiona Flora Floyd Freya Garth Gemma Geraldine Gideon
    Gilbert Gladys Glenn Greta Griffin Gwendolyn Hamish Harper Harriet Hattie Hazel Hector Heidi Hugo Hope
    Howard Humphrey Ida Idris Imogen Ingrid Iona Irving Isla Ivor Ivy Jasper Jemima Jethro Jocelyn Jonah Josiah
    Juno Keira Kenneth Kit Lachlan Lancelot Laurel Leopold Lettice Lila Linus Logan Lorcan Lottie Lucian Lydia
    Mabel Magnus Maisie Malcolm Marigold Marlon Matilda Maxwell Mavis Millicent Milo Minnie Miriam Montgomery
    Morgan Muriel Myrtle Nancy Ned Nell Nigel Nora Octavia Odette Olive Orla Orson Osbert Oscar Otis Pearl
    Penelope Percy Perpetua Petra Philippa Phoebe Piers Poppy Primrose Quentin Quincy Rafferty Ramona Reginald
    Rhiannon Rhys Roderick Romilly Ronan Rosalind Rowan Rufus Rupert Sadie Saskia Selwyn Seth Sheila Sidney
    Silas Stella Sybil Tabitha Tamsin Tarquin Tess Thaddeus Thelma Theodora Tobias Trudy Uma Ursula Verity
    Vernon Vesper Wallace Wilfred Willa Winifred Winston Wren Xanthe Yolanda Zachary Zelda
    """.split()
)
FIRST_NAMES = {"fr": FRENCH, "en": ENGLISH}
