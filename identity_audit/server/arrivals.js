// The zone in which a person drops large files, on the page that has a place for it (".st-key-arrivals").
//
// Each file goes to our own server on this computer, one after the other, with its progress and a way to stop. When the
// last has arrived the page's own button is pressed, which draws the list of what has arrived. Names are only ever
// written as text.
"use strict";
(() => {
  const PLACE = ".st-key-arrivals";
  const LOOK = ".st-key-arrivals_look button";
  const ROUTE = "/door/arrivals";
  const WORDS = {
    en: {
      zone: "Files to bring",
      drop: "Or drop your files here, up to 8 GB each: the zip as the platform sent it, a chat (.txt), a table (.csv).",
      choose: "Choose files",
      stop: "Stop",
      stopOf: (name) => `Stop bringing ${name}`,
      waiting: "waiting",
      stopped: "Stopped: nothing of it was kept.",
      arrived: "It has arrived.",
      413: "This file is larger than 8 GB. Write its place on this computer above instead.",
      507: "There is not enough room on the disk: 1 GB must stay free. Free some space, or write the place of the file above instead.",
      500: "Nothing can be written in the data folder. Write the place of the file above instead.",
      400: "The file did not arrive whole. Close what still writes to it, then bring it again.",
      403: "This page is no longer open to the program. Open it again from the window in which it was started.",
      0: "The program does not answer. Start it again, then bring the file again.",
    },
    fr: {
      zone: "Fichiers à apporter",
      drop: "Ou déposez vos fichiers ici, jusqu'à 8 Go chacun : le zip tel que la plateforme l'a envoyé, une discussion (.txt), un tableau (.csv).",
      choose: "Choisir des fichiers",
      stop: "Arrêter",
      stopOf: (name) => `Arrêter l'envoi de ${name}`,
      waiting: "en attente",
      stopped: "Arrêté : rien n'en est gardé.",
      arrived: "Il est arrivé.",
      413: "Ce fichier dépasse 8 Go. Écrivez plutôt son emplacement ci-dessus.",
      507: "Il n'y a pas assez de place sur le disque : 1 Go doit rester libre. Libérez de la place, ou écrivez l'emplacement du fichier ci-dessus.",
      500: "Rien ne peut être écrit dans le dossier des données. Écrivez plutôt l'emplacement du fichier ci-dessus.",
      400: "Le fichier n'est pas arrivé entier. Fermez ce qui y écrit encore, puis apportez-le à nouveau.",
      403: "Cette page n'est plus ouverte pour le programme. Rouvrez-la depuis la fenêtre où il a été lancé.",
      0: "Le programme ne répond pas. Relancez-le, puis apportez le fichier à nouveau.",
    },
  };
  const language = () => (document.documentElement.lang === "fr" ? "fr" : "en");
  const say = (key) => WORDS[language()][key] ?? WORDS[language()][500];
  const percent = (share) => new Intl.NumberFormat(language(), { style: "percent" }).format(share);

  const make = (kind, attributes = {}, ...children) => {
    const node = document.createElement(kind);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };

  let zone = null;
  let list = null;
  let drawnIn = "";
  let busy = false;
  const queue = [];

  const line = (file) => {
    const bar = make("progress", { max: "1", value: "0", "aria-label": file.name });
    const told = make("span", { role: "status" }, say("waiting"));
    const stop = make("button", { type: "button", "aria-label": WORDS[language()].stopOf(file.name) }, say("stop"));
    const item = make("li", {}, make("span", { class: "ia-name" }, file.name), bar, told, stop);
    list.append(item);
    const job = { file, bar, told, stop, request: null, stopped: false };
    stop.addEventListener("click", () => {
      job.stopped = true;
      if (job.request) job.request.abort(); else ended(job, say("stopped"));
    });
    return job;
  };

  const ended = (job, sentence) => {
    job.told.textContent = sentence;
    job.bar.remove();
    job.stop.remove();
  };

  const next = () => {
    const job = queue.shift();
    if (!job) {
      busy = false;
      document.querySelector(LOOK)?.click();
      return;
    }
    if (job.stopped) { next(); return; }
    busy = true;
    const request = new XMLHttpRequest();
    job.request = request;
    request.open("PUT", `${ROUTE}?name=${encodeURIComponent(job.file.name.toWellFormed?.() ?? job.file.name)}`);
    request.upload.addEventListener("progress", (event) => {
      const share = event.total ? event.loaded / event.total : 1;
      job.bar.value = share;
      const shown = percent(Math.floor(share * 100) / 100);
      if (job.told.textContent !== shown) job.told.textContent = shown;
    });
    request.addEventListener("loadend", () => {
      ended(job, job.stopped ? say("stopped") : request.status === 201 ? say("arrived") : say(request.status));
      next();
    });
    request.send(job.file);
  };

  const bring = (files) => {
    // what was told about the files before is said
    if (!busy) list.replaceChildren();
    queue.push(...[...files].map(line));
    if (!busy) next();
  };

  const build = () => {
    const input = make("input", { type: "file", multiple: "", hidden: "", "data-testid": "arrivals" });
    const button = make("button", { type: "button" }, say("choose"));
    button.addEventListener("click", () => input.click());
    input.addEventListener("change", () => { bring(input.files); input.value = ""; });
    list ??= make("ul", {});
    drawnIn = language();
    const made = make("section", { class: "ia-drop", "aria-label": say("zone") },
      make("p", {}, say("drop")), button, input, list);
    made.addEventListener("dragover", () => made.classList.add("ia-over"));
    made.addEventListener("dragleave", () => made.classList.remove("ia-over"));
    made.addEventListener("drop", (event) => {
      made.classList.remove("ia-over");
      bring(event.dataTransfer.files);
    });
    return made;
  };

  const draw = () => {
    const place = document.querySelector(PLACE);
    if (!place) return;
    if (!zone || drawnIn !== language()) {
      zone?.remove();
      zone = build();
    }
    if (zone.parentElement !== place) place.prepend(zone);
  };

  // a file that is dropped beside the zone must not be opened instead of the page
  for (const kind of ["dragover", "drop"]) {
    addEventListener(kind, (event) => {
      if ([...(event.dataTransfer?.types ?? [])].includes("Files")) event.preventDefault();
    });
  }
  new MutationObserver(draw).observe(document.documentElement, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["lang"],
  });
  draw();
})();
