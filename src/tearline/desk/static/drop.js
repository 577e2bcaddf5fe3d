// Files dropped on the page are sent one at a time, each as the form would send it, with its progress. Without
// this the form sends them all at once. Nothing is kept here: what the desk has, the desk lists.
const form = document.getElementById("drop");
const field = document.getElementById("files");
const list = document.getElementById("sending");
const status = document.getElementById("drop-status");
const most = Number(form.dataset.most);
const waiting = [];
let sending = false;
let refused = 0;

document.getElementById("drop-hint").hidden = false;

/** Add a line for a file: its name, how far it is, and what became of the sending. */
function line(name) {
  const item = document.createElement("li");
  const bar = document.createElement("progress");
  const said = document.createElement("span");
  const label = document.createElement("span");
  label.textContent = `${name} `;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `How much of ${name} is sent`);
  item.append(label, bar, " ", said);
  list.append(item);
  return { item, bar, said };
}

function queue(files) {
  for (const file of files) {
    const told = line(file.name);
    if (file.size > most) {
      refuse(told, "it is too large: not sent");
    } else {
      waiting.push([file, told]);
    }
  }
  if (!sending) { next(); }
}

function refuse(told, why) {
  refused += 1;
  told.bar.remove();
  told.said.textContent = why;
  told.item.className = "fault";
}

function next() {
  const one = waiting.shift();
  sending = Boolean(one);
  if (!one) {
    status.textContent = refused ? `All sent but ${refused}.` : "All sent.";
    return;
  }
  status.textContent = `${waiting.length + 1} to send.`;
  send(...one);
}

function send(file, told) {
  const data = new FormData();
  data.append("csrf", form.elements.csrf.value);
  data.append("files", file, file.name);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("HX-Request", "true");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) { told.bar.value = event.loaded / event.total; }
  });
  request.addEventListener("load", () => {
    if (request.status === 200 && request.getResponseHeader("hx-redirect") === null) {
      told.item.remove();
      show(request.responseText);
    } else if (request.status === 200) {
      refuse(told, "not taken: sign in again");
    } else {
      refuse(told, `not taken (${request.status}): open the page again`);
    }
    next();
  });
  request.addEventListener("error", () => {
    refuse(told, "the connection was lost: send it again");
    next();
  });
  request.send(data);
}

/** Put the desk's own list of what it has where the last one was. */
function show(html) {
  const old = document.getElementById("arrivals");
  const made = new DOMParser().parseFromString(html, "text/html").getElementById("arrivals");
  if (old && made) {
    old.replaceWith(document.adoptNode(made));
    window.htmx?.process(made);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  queue([...field.files]);
  field.value = "";
});
// What is dropped beside the form must not open in the place of the desk.
for (const kind of ["dragover", "drop"]) {
  window.addEventListener(kind, (event) => event.preventDefault());
}
form.addEventListener("dragover", () => form.classList.add("on"));
form.addEventListener("dragleave", () => form.classList.remove("on"));
form.addEventListener("drop", (event) => {
  form.classList.remove("on");
  queue([...event.dataTransfer.files]);
});
