// A form is sent once: its button rests from the first press until the page comes back. The server refuses a second one anyway.
const espera = "Enviando…";
const rotulos = new WeakMap();

addEventListener("submit", (evento) => {
  const formulario = evento.target;
  if (evento.defaultPrevented || formulario.method !== "post") return;
  const boton = evento.submitter;
  // The pressed button is disabled only after the browser has taken its name and value along.
  setTimeout(() => {
    for (const otro of formulario.querySelectorAll("button[type=submit], input[type=submit]")) {
      otro.disabled = true;
      otro.dataset.descansa = "";
    }
    if (boton instanceof HTMLButtonElement) {
      rotulos.set(boton, [...boton.childNodes]);
      boton.replaceChildren(espera);
    }
  });
});

const despertar = () => {
  for (const boton of document.querySelectorAll("[data-descansa]")) {
    boton.disabled = false;
    delete boton.dataset.descansa;
    if (rotulos.has(boton)) boton.replaceChildren(...rotulos.get(boton));
    rotulos.delete(boton);
  }
};
addEventListener("pageshow", despertar);
addEventListener("htmx:afterRequest", despertar);

// A part of a page that could not be brought or sent says so where messages stand; what was typed is still there.
addEventListener("htmx:responseError", (evento) => {
  const estado = evento.detail.xhr.status;
  const texto = estado === 507 ? "El portal no tiene espacio para guardar. Lo que escribió sigue aquí; avise a quien administra el portal."
    : estado === 503 ? "El portal no llega a sus datos en este momento. Lo que escribió sigue aquí: pruebe otra vez en unos segundos." : "";
  if (!texto) return;
  const nota = Object.assign(document.createElement("div"), { className: "alert alert-warning", textContent: texto });
  document.getElementById("mensajes")?.replaceChildren(nota);
});
