// The page «En vivo» (templates/encuentros/en_vivo.html) with a line that comes and goes. Every tap and every text goes into a queue that this
// device keeps, each with its key and the hour at which it was done; they are sent in order, and one leaves the queue when the server has
// answered. What is typed and not sent yet is kept field by field, with what its author had seen there. Without this file each is a plain form.
const raiz = document.querySelector("[data-en-vivo]");
const barra = raiz.querySelector("[data-linea]");
const llave = `borrador:${document.body.dataset.persona ?? ""}:en-vivo-${raiz.dataset.enVivo}`;
const COLA = `${llave}:cola:`;
const ESCRITO = `${llave}:escrito:`;
const ESPERA = 20_000; // milliseconds that an answer may take
const REINTENTO = 10_000;

// ── What this device keeps ──────────────────────────────────────────────────────────────────────────────────────────────────
let cerrado = false; // the browser does not let anything be kept
const memoria = new Map();
const poner = (clave, valor) => {
  memoria.set(clave, valor);
  try { localStorage.setItem(clave, JSON.stringify(valor)); } catch { cerrado = true; }
};
const quitar = (clave) => { memoria.delete(clave); try { localStorage.removeItem(clave); } catch { cerrado = true; } };
try {
  for (const clave of Object.keys(localStorage)) if (clave.startsWith(`${llave}:`)) memoria.set(clave, JSON.parse(localStorage.getItem(clave)));
} catch { cerrado = true; }
const con = (prefijo) => [...memoria.keys()].filter((clave) => clave.startsWith(prefijo)).sort().map((clave) => memoria.get(clave));
const cola = () => con(COLA);
const rechazados = new Set(); // answered and not taken: they wait for their author, not for the line
const por_enviar = () => cola().filter((cosa) => !rechazados.has(cosa.clave));

// ── Forms ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────
const nueva_clave = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
const trozo_de = (elemento) => elemento.closest("[data-trozo]");
const visibles = (formulario) => [...formulario.elements].filter((c) => c.name && c.type !== "hidden" && c.type !== "submit");
const vistos = (formulario) => [...formulario.elements].filter((c) => c.name.startsWith("visto-"));
const inicial = (campo) => (campo instanceof HTMLSelectElement ? [...campo.options].find((o) => o.defaultSelected)?.value ?? campo.options[0]?.value ?? "" : campo.defaultValue);
// A part may hold two forms, and a line that was refused stands beside the new one: each has what was typed in it under a name of its own.
const rechazo_de = (formulario) => trozo_de(formulario).dataset.rechazo ?? "";
const nombre_de = (formulario) => [formulario.dataset.parte, formulario.dataset.junta ?? "", rechazo_de(formulario)].join("|");
const nombre_de_cosa = (cosa) => `${cosa.parte}|${cosa.junta ?? ""}|`;
const recordar = (formulario) => {
  const cambiados = visibles(formulario).filter((c) => c.value !== inicial(c));
  if (!cambiados.length) { quitar(ESCRITO + nombre_de(formulario)); return; }
  const valores = Object.fromEntries(cambiados.map((c) => [c.name, c.value]));
  poner(ESCRITO + nombre_de(formulario), { valores, visto: Object.fromEntries(vistos(formulario).map((c) => [c.name, c.value])) });
};
const recuperar = (formulario, dicho = "") => {
  const suyo = memoria.get(ESCRITO + nombre_de(formulario));
  if (!suyo) return;
  for (const campo of visibles(formulario)) if (campo.name in suyo.valores) campo.value = suyo.valores[campo.name];
  for (const campo of vistos(formulario)) if (suyo.valores[campo.name.slice(6)] !== undefined && campo.name in suyo.visto) campo.value = suyo.visto[campo.name];
  const abre = formulario.closest("details");
  if (abre) abre.open = true;
  if (dicho) decir(trozo_de(formulario), dicho);
  if ("solo" in formulario.dataset) guardar_luego(formulario);
};
const relojes = new Map();
const guardar_luego = (formulario) => {
  const nombre = nombre_de(formulario);
  clearTimeout(relojes.get(nombre));
  relojes.set(nombre, setTimeout(() => guardar_solo(nombre), 2500));
};
// By its name: the answer to the former save may have put another form in the place of the one that was typed in.
const guardar_solo = (nombre) => {
  clearTimeout(relojes.get(nombre));
  relojes.delete(nombre);
  const formulario = [...raiz.querySelectorAll("form[data-solo]")].find((f) => nombre_de(f) === nombre);
  const texto = formulario?.querySelector("textarea");
  const sin_elegir = texto?.getAttribute("aria-invalid"); // two texts: its author chooses with the button
  if (texto && !sin_elegir && texto.value.trim() !== formulario.elements[`visto-${texto.name}`].value.trim()) encolar(formulario);
};
const decir = (trozo, texto) => trozo?.querySelector("[data-estado]")?.replaceChildren(texto);

// ── The bar ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
let sin_linea = !navigator.onLine;
let sin_sesion = false;
const cambios = (n) => (n === 1 ? "1 cambio guardado" : `${n} cambios guardados`);
const contar = () => {
  const n = por_enviar().length;
  const texto = sin_sesion && n ? `Su sesión terminó o cambió: ${cambios(n)} en este equipo. `
    : sin_linea && n ? `Sin conexión: ${cambios(n)} en este equipo. Se envían cuando vuelva la línea.`
      : sin_linea ? "Sin conexión: lo que anote se guarda en este equipo."
        : rechazados.size ? "Hay algo que no se guardó: está marcado en la página." : "";
  barra.hidden = !texto && !cerrado;
  barra.classList.toggle("vivo-sin-linea", sin_linea || sin_sesion);
  barra.replaceChildren(cerrado ? "Este equipo no permite guardar borradores: no cierre la página con cambios sin enviar. " : "", texto);
  if (sin_sesion && n) barra.append(Object.assign(document.createElement("a"), { href: location.href, textContent: "Entre de nuevo y se envían." }));
};

// ── What waits, on its part of the page ─────────────────────────────────────────────────────────────────────────────────────
const dato = (cosa, nombre) => cosa.datos.find(([n]) => n === nombre)?.[1] ?? "";
const mostrar_pendientes = () => {
  for (const lista of raiz.querySelectorAll("[data-por-enviar]")) {
    const clave = trozo_de(lista).id;
    const suyas = por_enviar().filter((cosa) => cosa.nueva && cosa.parte === clave);
    lista.replaceChildren(...suyas.map((cosa) => Object.assign(document.createElement("li"), { textContent: `Por enviar: ${dato(cosa, "texto") || dato(cosa, "nombre")}` })));
  }
  for (const cosa of por_enviar()) {
    const trozo = document.getElementById(cosa.parte);
    if (!trozo || cosa.nueva) continue;
    marcar(trozo, dato(cosa, "quien"));
    decir(trozo, sin_linea ? "Guardado en este equipo; se envía cuando vuelva la línea." : "Enviando…");
  }
};
const marcar = (trozo, quien) => {
  if (!quien) return;
  for (const boton of trozo.querySelectorAll("button[name=quien]")) {
    boton.setAttribute("aria-pressed", boton.value === quien);
    boton.classList.toggle("btn-primary", boton.value === quien);
    boton.classList.toggle("btn-secondary", boton.value !== quien);
  }
  const detalle = trozo.querySelector("[data-del-delegado]");
  if (detalle && quien === "delegado") detalle.open = true;
};

// ── Into the queue ──────────────────────────────────────────────────────────────────────────────────────────────────────────
let turno = 0;
let viaja = "";
const encolar = (formulario, boton) => {
  const escritos = new FormData(formulario);
  if (boton?.name) escritos.set(boton.name, boton.value);
  const datos = [...escritos].filter(([nombre]) => nombre !== "csrfmiddlewaretoken" && nombre !== "clave");
  const clave = nueva_clave();
  const { parte, junta } = formulario.dataset;
  const cosa = { parte, junta, nueva: "nuevo" in formulario.dataset, de: trozo_de(formulario).id, clave, datos: [...datos, ["tocado_en", String(Date.now())]], orden: "" };
  // What was not sent yet and is said again is said once: the last words, over what was seen first, at the hour of the first tap.
  const antes = junta && cola().find((otra) => otra.parte === parte && otra.junta === junta && otra.clave !== viaja);
  if (antes && !rechazados.has(antes.clave)) {
    const primero = new Map(antes.datos.filter(([nombre]) => nombre.startsWith("visto-") || nombre === "tocado_en"));
    cosa.datos = cosa.datos.map(([nombre, valor]) => [nombre, primero.get(nombre) ?? valor]);
  }
  for (const otra of cola()) {
    const sobra = otra === antes || (!cosa.nueva && rechazados.has(otra.clave) && otra.de === cosa.de && (otra.junta ?? "") === (junta ?? ""));
    const retoma = rechazo_de(formulario) === otra.clave;
    if (sobra || retoma) { quitar(COLA + otra.orden); rechazados.delete(otra.clave); }
  }
  turno += 1;
  cosa.orden = `${String(Date.now()).padStart(15, "0")}-${String(turno).padStart(5, "0")}`;
  poner(COLA + cosa.orden, cosa);
  // From here on its author has seen what they wrote themselves.
  for (const visto of vistos(formulario)) {
    const suyo = datos.find(([nombre]) => nombre === visto.name.slice(6));
    if (suyo) visto.value = suyo[1];
  }
  recordar(formulario);
  if (cosa.nueva) {
    quitar(ESCRITO + nombre_de(formulario));
    formulario.reset();
    if (rechazo_de(formulario)) trozo_de(formulario).remove();
    else visibles(formulario)[0]?.focus();
  }
  contar();
  mostrar_pendientes();
  enviar();
};

// ── Out of the queue, one after the other ───────────────────────────────────────────────────────────────────────────────────
const mandar = async (cosa) => {
  const datos = new FormData();
  datos.set("csrfmiddlewaretoken", document.querySelector("main input[name=csrfmiddlewaretoken]")?.value ?? "");
  datos.set("clave", cosa.clave);
  for (const [nombre, valor] of cosa.datos) datos.append(nombre, valor);
  const corte = new AbortController();
  const reloj = setTimeout(() => corte.abort(), ESPERA);
  try {
    const respuesta = await fetch(location.pathname, { method: "POST", body: datos, headers: { "HX-Request": "true" }, redirect: "manual", signal: corte.signal });
    const otra_pagina = respuesta.type === "opaqueredirect" || respuesta.status === 204; // to sign in, or to renew the password
    return { estado: otra_pagina ? 401 : respuesta.status, texto: await respuesta.text() };
  } catch { return { estado: 0, texto: "" }; } finally { clearTimeout(reloj); }
};
// What was typed while it travelled stays; what arrived is not kept any more.
const olvidar = (cosa) => {
  const clave = ESCRITO + nombre_de_cosa(cosa);
  const suyo = memoria.get(clave);
  if (!suyo || cosa.nueva) return;
  const quedan = Object.entries(suyo.valores).filter(([nombre, valor]) => valor.trim() !== dato(cosa, nombre).trim());
  if (!quedan.length) { quitar(clave); return; }
  const visto = { ...suyo.visto };
  for (const [nombre] of quedan) if (`visto-${nombre}` in visto) visto[`visto-${nombre}`] = dato(cosa, nombre);
  poner(clave, { valores: Object.fromEntries(quedan), visto });
};
const cambiar = (trozo, nuevo) => {
  const activo = trozo.contains(document.activeElement) ? document.activeElement : null;
  const lugar = activo?.selectionStart;
  const abiertos = new Set([...trozo.querySelectorAll("details[open][data-abierto]")].map((d) => d.dataset.abierto));
  for (const campo of trozo.querySelectorAll("form[data-entera] input:not([type=hidden])")) nuevo.querySelector(`#${campo.id}`)?.setAttribute("value", campo.value);
  trozo.replaceWith(nuevo);
  for (const detalle of nuevo.querySelectorAll("details[data-abierto]")) if (abiertos.has(detalle.dataset.abierto)) detalle.open = true;
  for (const formulario of nuevo.querySelectorAll("form[data-parte]")) recuperar(formulario);
  const otro = activo && (activo.id ? document.getElementById(activo.id) : nuevo.querySelector(`button[name="${activo.name}"][value="${activo.value}"]`) ?? nuevo.querySelector("button"));
  if (!otro) return;
  otro.focus({ preventScroll: true });
  if (typeof lugar === "number" && otro.matches("textarea, input[type=text]")) otro.setSelectionRange(lugar, lugar);
};
const recibir = (cosa, texto, tomada) => {
  const molde = document.createElement("template");
  molde.innerHTML = texto;
  for (const nuevo of [...molde.content.children]) {
    const viejo = document.getElementById(nuevo.id);
    if (tomada) {
      // a line that is being filled in is not taken away by the answer to the former one
      const aMedias = cosa.nueva && nuevo.id === cosa.parte && memoria.has(ESCRITO + nombre_de_cosa(cosa));
      if (viejo && !aMedias) cambiar(viejo, nuevo);
    } else if (cosa.nueva) {
      // a new line that was refused comes back beside the one that is being filled in
      nuevo.dataset.rechazo = cosa.clave;
      nuevo.id = `${nuevo.id}-${cosa.clave.slice(0, 8)}`;
      for (const e of nuevo.querySelectorAll("[id], [for], [aria-describedby]")) for (const a of ["id", "for", "aria-describedby"]) if (e.hasAttribute(a)) e.setAttribute(a, `${e.getAttribute(a)}-${cosa.clave.slice(0, 8)}`);
      document.getElementById(nuevo.id)?.remove();
      (document.getElementById(cosa.parte) ?? barra).before(nuevo);
      for (const formulario of nuevo.querySelectorAll("form[data-parte]")) recuperar(formulario);
    } else {
      const clave = ESCRITO + nombre_de_cosa(cosa);
      const suyo = memoria.get(clave);
      quitar(clave);
      if (viejo) cambiar(viejo, nuevo);
      else raiz.prepend(nuevo);
      const formulario = [...nuevo.querySelectorAll("form[data-parte]")].find((f) => (f.dataset.junta ?? "") === (cosa.junta ?? ""));
      // what was typed after it was sent is the last word of its author
      for (const campo of formulario ? visibles(formulario) : []) if (suyo && campo.name in suyo.valores) campo.value = suyo.valores[campo.name];
    }
  }
};
// A form that the portal does not know what to do with: what it said is shown, to be copied.
const no_aceptado = (cosa) => {
  const nota = Object.assign(document.createElement("div"), { className: "alert alert-warning", id: `no-${cosa.clave}` });
  nota.dataset.trozo = "";
  nota.dataset.rechazo = cosa.clave;
  const dicho = cosa.datos.filter(([nombre, valor]) => valor && ["texto", "notas", "nota", "nombre", "quien"].includes(nombre)).map(([, valor]) => valor).join(" · ");
  const boton = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-link", textContent: "Descartarlo" });
  boton.dataset.descartar = "";
  nota.append(`El portal no aceptó esto: ${dicho}`, boton);
  raiz.prepend(nota);
};
let enviando = false;
const enviar = async () => {
  if (enviando) return;
  enviando = true;
  try {
    for (let cosa = por_enviar()[0]; cosa; cosa = por_enviar()[0]) {
      viaja = cosa.clave;
      const { estado, texto } = await mandar(cosa);
      viaja = "";
      sin_linea = estado === 0 || estado === 429 || estado >= 500;
      sin_sesion = estado === 401 || estado === 403;
      if (sin_linea || sin_sesion) break;
      if (estado === 200) {
        quitar(COLA + cosa.orden);
        olvidar(cosa);
        recibir(cosa, texto, true);
      } else {
        rechazados.add(cosa.clave);
        if (estado === 409 || estado === 422) recibir(cosa, texto, false);
        else no_aceptado(cosa);
      }
      contar();
      mostrar_pendientes();
    }
  } finally { enviando = false; }
  contar();
  mostrar_pendientes();
};

// ── What people do ──────────────────────────────────────────────────────────────────────────────────────────────────────────
raiz.addEventListener("input", (evento) => {
  const formulario = evento.target.form;
  if (!formulario?.matches("form[data-parte]")) return;
  recordar(formulario);
  if ("solo" in formulario.dataset) guardar_luego(formulario);
});
raiz.addEventListener("change", (evento) => { if (evento.target.form?.matches("form[data-parte]")) recordar(evento.target.form); });
raiz.addEventListener("focusout", (evento) => {
  const formulario = evento.target.form;
  if (formulario?.matches("form[data-solo]") && evento.target.matches("textarea") && formulario.isConnected && !formulario.contains(evento.relatedTarget)) guardar_solo(nombre_de(formulario));
});
raiz.addEventListener("submit", (evento) => {
  const formulario = evento.target;
  if (formulario.matches("form[data-entera]") && por_enviar().length) {
    evento.preventDefault();
    barra.hidden = false;
    barra.replaceChildren("Todavía hay cambios sin enviar: espere a que vuelva la línea y pulse de nuevo.");
    barra.scrollIntoView({ block: "center" });
  }
  if (!formulario.matches("form[data-parte]")) return;
  evento.preventDefault();
  clearTimeout(relojes.get(nombre_de(formulario)));
  if (evento.submitter?.name === "quien") marcar(trozo_de(formulario), evento.submitter.value);
  encolar(formulario, evento.submitter);
});
raiz.addEventListener("click", (evento) => {
  if (!evento.target.closest("[data-descartar]")) return;
  const trozo = trozo_de(evento.target);
  for (const cosa of cola()) if (rechazados.has(cosa.clave) && (cosa.de === trozo.id || trozo.dataset.rechazo === cosa.clave)) quitar(COLA + cosa.orden);
  evento.preventDefault();
  location.reload();
});
addEventListener("online", () => { sin_linea = false; contar(); enviar(); });
addEventListener("offline", () => { sin_linea = true; contar(); mostrar_pendientes(); });
document.addEventListener("visibilitychange", () => { if (document.hidden) [...relojes.keys()].forEach(guardar_solo); else enviar(); });
setInterval(() => { if (navigator.onLine) enviar(); }, REINTENTO);

for (const formulario of raiz.querySelectorAll("form[data-parte]")) recuperar(formulario, "Recuperado de este equipo; todavía no se guardó.");
contar();
mostrar_pendientes();
enviar();
