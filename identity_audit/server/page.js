// The language of the page, and Streamlit's own few English words in French.
//
// The app says its language in the address (?lang=fr or ?lang=en); without it the browser's language decides.
// Only words that Streamlit itself writes are replaced: each place below is a part of Streamlit's own widgets,
// named by its test id, and only a text that is exactly one of the listed sentences is touched. What a person or
// a contact wrote is never looked at.
"use strict";
(() => {
  const id = (name) => `[data-testid="${name}"]`;
  const size = { "B": "o", "KB": "ko", "MB": "Mo", "GB": "Go", "TB": "To" };
  const sizes = (text) => text.replace(/(\d)\s?([KMGT]?B)\b/g, (_, digit, unit) => `${digit}\u202f${size[unit]}`);

  const TOOLBAR = [
    ["Fullscreen", "Plein écran"],
    ["Close fullscreen", "Quitter le plein écran"],
    ["Search", "Rechercher"],
    ["Show/hide columns", "Choisir les colonnes"],
    ["Clear selection", "Effacer la sélection"],
    ["Add row", "Ajouter une ligne"],
    ["Delete row(s)", "Supprimer les lignes"],
  ];
  const FILE_ERRORS = [
    [/^(Error: )?File is larger than (.*)$/, (_, error, limit) => `Ce fichier dépasse ${sizes(limit)}`],
    [/^(Error: )?File type must be (?:one of )?(.*)$/, "Seuls ces types conviennent : $2"],
    [/^(Error: )?(\S* )?files are not allowed\.$/, "Ce type de fichier ne convient pas."],
    [/^(Error: )?Too many files$/, "Un seul fichier à la fois"],
  ];
  const CHOOSE = [
    ["Choose an option", "Choisissez"],
    ["Choose options", "Choisissez"],
    ["Choose or add an option", "Choisissez ou ajoutez"],
    ["Choose or add options", "Choisissez ou ajoutez"],
    ["Add an option", "Ajoutez"],
    ["Add options", "Ajoutez"],
    ["No options to select", "Rien à choisir"],
  ];

  // [where, what is read (the element's own text or an attribute), [[English, French, our English if ours differs]]]
  const PLACES = [
    [id("stSkipToContent"), "text", [["Skip to main content", "Aller au contenu principal"]]],
    [`${id("stFileUploaderDropzone")} > span button p`, "text", [
      ["Upload", "Choisir un fichier"],
      ["Upload directories", "Choisir un dossier"],
    ]],
    [`${id("stFileUploaderDropzone")} > div > span`, "text", [
      ["Drag and drop a file here", "Déposez le fichier ici"],
      ["Drag and drop files here", "Déposez les fichiers ici"],
      ["Drag and drop directories here", "Déposez les dossiers ici"],
    ]],
    [`${id("stFileUploaderDropzoneInstructions")} span`, "text", [
      [/^(.*) per file$/, (_, limit) => `${sizes(limit)} par fichier`],
    ]],
    [id("stFileUploaderDropzoneInput"), "aria-label", [["file upload", "choisir un fichier"]]],
    [`${id("stFileChips")} button`, "aria-label", [
      ["Add files", "Ajouter des fichiers"],
      [/^Remove (?=.)/, "Retirer "],
    ]],
    [`${id("stFileChip")} [role="alert"]`, "text", [["Error: ", "Erreur : "], ...FILE_ERRORS]],
    [`${id("InputInstructions")} span`, "text", [
      ["Press Enter to apply", "Entrée pour valider"],
      ["Press Enter to submit form", "Entrée pour envoyer"],
      [/^Press (Ctrl|⌘)\+Enter to apply$/, "$1+Entrée pour valider"],
      [/^Press (Ctrl|⌘)\+Enter to submit form$/, "$1+Entrée pour envoyer"],
    ]],
    [`${id("stSelectbox")} input, ${id("stMultiSelect")} input`, "placeholder", CHOOSE],
    [`${id("stSelectbox")} button, ${id("stMultiSelect")} button`, "aria-label", [
      ["Open", "Ouvrir la liste"],
      ["Clear value", "Effacer"],
      ["Clear all", "Tout effacer"],
      [/^Remove (?=.)/, "Retirer "],
    ]],
    [`${id("stSelectboxVirtualDropdown")} span, ${id("stMultiSelectDropdown")} span`, "empty list", [
      ["No results", "Aucun résultat"],
    ]],
    [`${id("stMultiSelectDropdown")} [data-key="__select_all__"] > div`, "text", [["Select all", "Tout choisir"]]],
    [`${id("stNumberInput")} button, ${id("stTextInput")} button`, "aria-label", [
      ["Show password", "Montrer le mot de passe"],
      ["Hide password", "Cacher le mot de passe"],
      ["Increment", "Augmenter"],
      ["Decrement", "Diminuer"],
      ["Clear value", "Effacer"],
      ["Clear entry", "Effacer"],
    ]],
    [`${id("stStatusWidget")} button, ${id("stStatusWidget")} button *`, "text", [
      ["Stop", "Arrêter"],
      ["Stopping...", "Arrêt…"],
    ]],
    [id("stStatusWidgetRunningIcon"), "aria-label", [["Running...", "En cours…"]]],
    [`${id("stConnectionStatus")} label`, "text", [["Connecting", "Connexion…"], ["Error", "Erreur"]]],
    [id("stSidebar"), "aria-label", [["Sidebar", "Menu"]]],
    [`${id("stSidebarNav")}, ${id("stTopNav")}`, "aria-label", [["App pages", "Pages"]]],
    [id("stSidebarNavViewButton"), "text", [
      ["View less", "Voir moins"],
      [/^View (\d+) more$/, "Voir $1 de plus"],
    ]],
    [`${id("stSidebarCollapseButton")} button`, "aria-label", [["Collapse sidebar", "Replier le menu"]]],
    [`${id("stExpandSidebarButton")}, ${id("stExpandSidebarButton")} button`, "aria-label", [
      ["Expand sidebar", "Ouvrir le menu"],
    ]],
    [`${id("stMainMenu")}, ${id("stMainMenu")} button, ${id("stMainMenuButton")}`, "aria-label", [
      ["Main menu", "Réglages de la page"],
    ]],
    [id("stMainMenuItemLabel"), "text", [
      ["Rerun", "Recharger"],
      ["Settings", "Réglages"],
      ["Print", "Imprimer"],
      ["Record screen", "Enregistrer l'écran"],
      ["Clear cache", "Vider la mémoire"],
      ["About", "À propos"],
    ]],
    [`${id("stDialog")} button, ${id("stToast")} button`, "aria-label", [["Close", "Fermer"]]],
    [id("stToastViewButton"), "text", [["view more", "voir plus"], ["view less", "voir moins"]]],
    [`${id("stElementToolbarButton")} button`, "aria-label", TOOLBAR.flatMap(([english, french]) => [
      [english, french],
      [new RegExp(`^${english.replace(/[()/]/g, "\\$&")}(?=: )`), `${french} `],
    ])],
    [`${id("stTooltipContent")} p`, "text", TOOLBAR],
    [`${id("stDataFrameColumnMenu")} [role="menuitem"], ${id("stDataFrameColumnMenu")} [role="menuitem"] *`, "text", [
      ["Sort ascending", "Trier par ordre croissant"],
      ["Sort descending", "Trier par ordre décroissant"],
      ["Autosize", "Ajuster la largeur"],
      ["Pin column", "Épingler la colonne"],
      ["Unpin column", "Détacher la colonne"],
      ["Hide column", "Masquer la colonne"],
      ["Format", "Format"],
      ["Statistics", "Statistiques"],
    ]],
    [`${id("stDialog")} h2, ${id("stDialog")} p, ${id("stDialog")} div`, "text", [
      ["Connection error", "Le programme ne répond plus", "The program does not answer"],
      [/^(Streamlit server is not responding\.|Is Streamlit still running\?).*$/,
        "Il a sans doute été arrêté. Relancez-le, cette page se rouvrira d'elle-même.",
        "It was probably stopped. Start it again, this page will come back by itself."],
      ["Page not found", "Page introuvable"],
      [/^(You have requested page .*|The page that you have requested .*) Running the app's main page\.$/,
        "Cette page n'existe pas ; voici la première page.", "This page does not exist; here is the first page."],
    ]],
  ];

  // Streamlit unfolds things by script, which the stylesheet cannot calm for those who asked for no movement.
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (frames, options) {
    if (!calm.matches) return animate.call(this, frames, options);
    return animate.call(this, frames, typeof options === "object" ? { ...options, duration: 1, delay: 0 } : 1);
  };

  const asked = () => new URLSearchParams(location.search).get("lang");
  const language = () => {
    const wanted = asked();
    if (wanted === "fr" || wanted === "en") return wanted;
    return (navigator.language || "").toLowerCase().startsWith("fr") ? "fr" : "en";
  };

  const inLanguage = (original, pairs, lang) => {
    for (const [from, french, english] of pairs) {
      const to = lang === "fr" ? french : english ?? original;
      if (from === original) return to;
      if (from instanceof RegExp && from.test(original)) return to === original ? to : original.replace(from, to);
    }
    return original;
  };

  // What Streamlit wrote, for each text node or attribute that we changed, so that it can come back.
  const written = new WeakMap();
  const put = (owner, key, now, write, pairs, lang) => {
    const known = written.get(owner)?.[key];
    const original = known && known.ours === now ? known.original : now;
    const ours = inLanguage(original, pairs, lang);
    if (ours !== now) write(ours);
    if (ours !== original || known) written.set(owner, { ...written.get(owner), [key]: { original, ours } });
  };

  // Streamlit puts the headings of the menu and the pages under them into one list, where only pages may stand.
  // Said to a screen reader: the pages under a heading are a list with its name, those above are links.
  const set = (element, name, value) => {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  };
  const describeMenu = () => {
    for (const heading of document.querySelectorAll(id("stNavSectionHeader"))) {
      const pages = heading.parentElement;
      set(pages, "role", "list");
      set(pages, "aria-label", heading.querySelector("p")?.textContent ?? heading.firstElementChild.textContent);
      for (const part of [pages.parentElement, ...pages.parentElement.children]) {
        if (part.matches("ul, li")) set(part, "role", "none");
      }
    }
  };

  const apply = () => {
    const lang = language();
    if (document.documentElement.lang !== lang) document.documentElement.lang = lang;
    describeMenu();
    for (const [where, what, pairs] of PLACES) {
      for (const element of document.querySelectorAll(where)) {
        if (what === "empty list" && element.closest("[data-item-hl]")) continue; // an option is the person's text
        if (what === "text" || what === "empty list") {
          for (const node of element.childNodes) {
            if (node.nodeType !== Node.TEXT_NODE) continue;
            put(node, "text", node.nodeValue, (text) => { node.nodeValue = text; }, pairs, lang);
          }
        } else if (element.hasAttribute(what)) {
          put(element, what, element.getAttribute(what), (text) => element.setAttribute(what, text), pairs, lang);
        }
      }
    }
  };

  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; apply(); });
  };
  new MutationObserver(soon).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["aria-label", "placeholder"],
  });
  // Streamlit changes the address without loading the page; nothing else on the page need change then.
  for (const change of ["pushState", "replaceState"]) {
    const original = history[change];
    history[change] = function (...what) {
      original.apply(this, what);
      soon();
    };
  }
  addEventListener("popstate", soon);
  apply();
})();
