// What is typed in <form data-borrador="key"> stays on this device until a page of the server says data-recibido="key".
// Passwords, files, hidden fields and fields with data-no-guardar are never kept. One person never sees another's draft.
const persona = document.body.dataset.persona ?? "";
const llave = (clave) => `borrador:${persona}:${clave}`;
const guardable = (campo) =>
  campo.name && !campo.disabled && !campo.readOnly && !("noGuardar" in campo.dataset) &&
  !["password", "file", "hidden", "submit", "button", "reset", "image"].includes(campo.type);

const leer = (clave) => {
  try { return JSON.parse(localStorage.getItem(llave(clave))); } catch { return null; }
};
const escribir = (clave, valores) => {
  try { localStorage.setItem(llave(clave), JSON.stringify({ en: Date.now(), valores })); return true; } catch { return false; }
};
const borrar = (clave) => { try { localStorage.removeItem(llave(clave)); } catch { /* storage is closed: there was no draft */ } };

const marcado = (campo) => campo.type === "checkbox" || campo.type === "radio";
const retrato = (formulario) => {
  const valores = {};
  for (const campo of formulario.elements) {
    if (!guardable(campo)) continue;
    const lista = (valores[campo.name] ??= []);
    if (campo.type === "select-multiple") lista.push(...[...campo.selectedOptions].map((o) => o.value));
    else if (!marcado(campo) || campo.checked) lista.push(campo.value);
  }
  return valores;
};
const poner = (formulario, valores) => {
  const turno = {};
  for (const campo of formulario.elements) {
    if (!guardable(campo) || !(campo.name in valores)) continue;
    const lista = valores[campo.name];
    if (marcado(campo)) campo.checked = lista.includes(campo.value);
    else if (campo.type === "select-multiple") for (const o of campo.options) o.selected = lista.includes(o.value);
    else campo.value = lista[(turno[campo.name] = (turno[campo.name] ?? -1) + 1)] ?? "";
  }
};
const hora = (en) => new Date(en).toLocaleString("es-PE", { dateStyle: "medium", timeStyle: "short" });

const cuidar = (formulario) => {
  const clave = formulario.dataset.borrador;
  const inicial = retrato(formulario);
  const aviso = document.createElement("p");
  aviso.className = "en-equipo";
  aviso.setAttribute("role", "status");
  formulario.prepend(aviso);
  const decir = (texto, boton) => aviso.replaceChildren(texto, ...(boton ? [boton] : []));
  const descartar = () => {
    const boton = document.createElement("button");
    boton.type = "button";
    boton.className = "btn btn-link";
    boton.textContent = "Descartar";
    boton.addEventListener("click", () => { borrar(clave); poner(formulario, inicial); decir("Borrador descartado."); });
    return boton;
  };

  const previo = leer(clave);
  if (previo && JSON.stringify(previo.valores) !== JSON.stringify(inicial)) {
    poner(formulario, previo.valores);
    decir(`Recuperamos lo que escribió el ${hora(previo.en)} en este equipo. Todavía no se ha enviado.`, descartar());
  }
  let reloj;
  const guardar = () => {
    clearTimeout(reloj);
    reloj = 0;
    if (escribir(clave, retrato(formulario))) decir("Guardado en este equipo; todavía no se ha enviado.", descartar());
    else decir("Este equipo no permite guardar borradores: envíe antes de cerrar la página.");
  };
  const anotar = () => { clearTimeout(reloj); reloj = setTimeout(guardar, 400); };
  formulario.addEventListener("input", anotar);
  formulario.addEventListener("change", anotar);
  addEventListener("pagehide", () => { if (reloj) guardar(); });
};

const acusar = (raiz) => {
  for (const senal of raiz.querySelectorAll("[data-recibido]")) {
    const clave = senal.dataset.recibido;
    if (leer(clave)) {
      const nota = document.createElement("p");
      nota.className = "en-equipo";
      nota.textContent = "Recibido por el portal; el borrador de este equipo ya no hace falta y se borró.";
      senal.append(nota);
    }
    borrar(clave);
  }
};

acusar(document);
for (const formulario of document.querySelectorAll("form[data-borrador]")) cuidar(formulario);
addEventListener("htmx:load", (evento) => {
  acusar(evento.target);
  for (const formulario of evento.target.querySelectorAll("form[data-borrador]")) cuidar(formulario);
});
