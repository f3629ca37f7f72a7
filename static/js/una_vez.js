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
