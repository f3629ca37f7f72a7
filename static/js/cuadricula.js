// The grid of a plan (templates/convenios/cuadricula.html) as a spreadsheet: keys, a block pasted from Excel, sums while one types, and each
// row saved when it is left. Without this file it is a plain form. Figures are read by the server; here they are only split and added up.
// What is not saved yet stays on the device, each row with the token of what it had seen: whoever comes back to it overwrites nothing.
const formulario = document.querySelector("form[data-cuadricula]");
const porFila = "porFila" in formulario.dataset;
const aviso = formulario.querySelector("[data-aviso]");
const COLUMNAS = 8;
const SOLES = 4; // the first column of money

const filas = () => [...formulario.querySelectorAll("tr[data-fila]")];
const campos = (fila) => [...fila.querySelectorAll(".celda")];
const guardado = (campo) => campo.dataset.guardado ?? campo.defaultValue;
const cambio = (campo) => campo.value.trim() !== guardado(campo);
const sucia = (fila) => "choque" in fila.dataset || campos(fila).some(cambio);
const ficha = (fila) => fila.querySelector('input[name$="_ficha"]');
const columna = (campo) => Number(campo.closest("td").dataset.col);
const decir = (fila, ...texto) => fila.querySelector("[data-estado]").replaceChildren(...texto);
const decir_a_todos = (texto, fila = "") => { aviso.textContent = texto; aviso.dataset.fila = fila; };

// ── Sums ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
// The same reading as the server's (base/comun/padron/celdas.py), to add up; NaN: it cannot be read, or in two ways.
const leer = (escrito) => {
  const texto = escrito.replace(/[\s\u00a0\u202f]+/g, " ").trim().replace(/^S\/\.?\s*/i, "");
  if (!texto) return 0;
  if (!/^[0-9., ]*[0-9]$/.test(texto) || /^[1-9][0-9]{0,2}[.,][0-9]{3}$/.test(texto)) return NaN;
  const comas = texto.split(",").length - 1;
  const puntos = texto.split(".").length - 1;
  const corte = comas && puntos || comas + puntos === 1 ? Math.max(texto.lastIndexOf(","), texto.lastIndexOf(".")) : texto.length;
  const entero = texto.slice(0, corte);
  const decimales = texto.slice(corte + 1);
  const miles = [...",. "].find((signo) => entero.includes(signo));
  if (/[^0-9]/.test(decimales) || miles && !new RegExp(`^[0-9]{1,3}(?:[${miles}][0-9]{3})+$`).test(entero)) return NaN;
  return Number(`${miles ? entero.split(miles).join("") : entero}.${decimales || 0}`);
};
const cifra = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const dinero = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const valor = (td) => {
  const campo = td.querySelector(".celda");
  return campo ? leer(campo.value) : Number(td.dataset.valor ?? NaN);
};
const sumar = (cifras) => cifras.reduce((suma, otra) => suma + Math.round(otra * 100), 0) / 100;
const mostrar = (donde, suma, escribir) => { donde.textContent = Number.isNaN(suma) ? "por revisar" : escribir(suma); };
const soles = (suma) => `S/\u00a0${dinero.format(suma)}`;

const totales = () => {
  const tabla = filas().map((fila) => [...fila.querySelectorAll("td[data-col]")].map(valor));
  filas().forEach((fila, i) => {
    mostrar(fila.querySelector('[data-suma="fis"]'), sumar(tabla[i].slice(0, SOLES)), (suma) => cifra.format(suma));
    mostrar(fila.querySelector('[data-suma="fin"]'), sumar(tabla[i].slice(SOLES)), soles);
  });
  for (const total of formulario.querySelectorAll("[data-total]")) {
    const cual = total.dataset.total;
    mostrar(total, sumar(cual === "anio" ? tabla.flatMap((fila) => fila.slice(SOLES)) : tabla.map((fila) => fila[SOLES + Number(cual)])), soles);
  }
};
const marcar = (campo) => {
  const mal = Number.isNaN(leer(campo.value));
  if (mal) campo.setAttribute("aria-invalid", "true");
  else {
    campo.removeAttribute("aria-invalid");
    campo.removeAttribute("aria-describedby");
    document.getElementById(`e${campo.name}`)?.remove();
  }
  campo.classList.toggle("celda-cambiada", cambio(campo));
};

// ── What this device keeps ──────────────────────────────────────────────────────────────────────────────────────────────────
const llave = `borrador:${document.body.dataset.persona ?? ""}:${formulario.dataset.cuadricula}`;
const otros = () => [...formulario.querySelectorAll("textarea, .columna input:not([type=hidden])")];
const recordar = () => {
  const retrato = { en: Date.now(), filas: {}, otros: {} };
  for (const fila of filas().filter((f) => campos(f).some(cambio)))
    retrato.filas[fila.dataset.fila] = { ficha: ficha(fila).value, celdas: Object.fromEntries(campos(fila).filter(cambio).map((c) => [c.name, c.value])) };
  for (const campo of otros().filter((c) => c.value !== c.defaultValue)) retrato.otros[campo.name] = campo.value;
  try {
    if (Object.keys(retrato.filas).length || Object.keys(retrato.otros).length) localStorage.setItem(llave, JSON.stringify(retrato));
    else localStorage.removeItem(llave);
  } catch { decir_a_todos("Este equipo no permite guardar borradores: guarde antes de cerrar la página."); }
};
const recuperar = () => {
  let retrato;
  try { retrato = JSON.parse(localStorage.getItem(llave)); } catch { return; }
  if (!retrato?.filas || document.querySelector("[data-recibido]")) return;
  let cuantas = 0;
  for (const fila of filas()) {
    const suya = retrato.filas[fila.dataset.fila];
    if (!suya || !ficha(fila) || fila.classList.contains("fila-mal")) continue;
    for (const campo of campos(fila)) if (campo.name in suya.celdas) { campo.value = suya.celdas[campo.name]; marcar(campo); }
    if (!sucia(fila)) continue;
    ficha(fila).value = suya.ficha;
    decir(fila, "Recuperado de este equipo; todavía no se guardó.");
    cuantas += 1;
  }
  for (const campo of otros()) if (retrato.otros[campo.name] && !campo.value) campo.value = retrato.otros[campo.name];
  if (cuantas) decir_a_todos(`Recuperamos lo que escribió el ${new Date(retrato.en).toLocaleString("es-PE", { dateStyle: "medium", timeStyle: "short" })} en ${cuantas === 1 ? "una fila" : `${cuantas} filas`}. Todavía no se guardó.`);
};

// ── Saving a row ────────────────────────────────────────────────────────────────────────────────────────────────────────────
const enlace = (texto) => Object.assign(document.createElement("a"), { href: location.href, textContent: texto });
const sin_guardar = (fila, estado) => {
  if (estado === 401 || estado === 403) decir(fila, "Su sesión terminó o cambió; lo escrito queda en este equipo. ", enlace("Abra la página de nuevo"), " y guarde.");
  else if (estado === 404) decir(fila, "Esta actividad ya no está en el plan: lo escrito no se guardó.");
  else decir(fila, "Sin conexión con el portal: lo escrito queda en este equipo y se intenta otra vez.");
  if (!estado) fila.dataset.pendiente = "";
};
// What comes back takes the place of the row; what was typed meanwhile, and the place of the cursor, stay.
const cambiar = (fila, nueva, enviados) => {
  const activo = fila.contains(document.activeElement) ? document.activeElement : null;
  const desde = activo?.selectionStart;
  for (const campo of campos(fila)) {
    const otro = nueva.querySelector(`.celda[name="${campo.name}"]`);
    if (otro && campo.value !== enviados.get(campo.name)) { otro.dataset.guardado = guardado(otro); otro.value = campo.value; }
  }
  fila.replaceWith(nueva);
  campos(nueva).forEach((campo) => { campo.classList.toggle("celda-cambiada", cambio(campo)); });
  const lugar = activo?.name && nueva.querySelector(`.celda[name="${activo.name}"]`);
  if (lugar) { lugar.focus({ preventScroll: true }); if (editando) lugar.setSelectionRange(desde, desde); }
};
const mandar = async (fila) => {
  const datos = new FormData();
  for (const nombre of ["csrfmiddlewaretoken", "modo"]) datos.set(nombre, formulario.elements[nombre].value);
  datos.set("fila", fila.dataset.fila);
  for (const campo of fila.querySelectorAll("input[name]")) if (campo.type !== "radio" || campo.checked) datos.set(campo.name, campo.value);
  const enviados = new Map(campos(fila).map((campo) => [campo.name, campo.value]));
  delete fila.dataset.pendiente;
  decir(fila, "Guardando…");
  let respuesta = { status: 0 };
  let texto = "";
  try {
    respuesta = await fetch(location.pathname, { method: "POST", body: datos, keepalive: true });
    texto = await respuesta.text();
  } catch { /* no network, or it went in the middle: the row says so */ }
  const molde = document.createElement("template");
  if ([200, 409, 422].includes(respuesta.status)) molde.innerHTML = texto;
  const nueva = molde.content.querySelector("tr[data-fila]");
  if (nueva) {
    cambiar(fila, nueva, enviados);
    const malo = [...nueva.querySelectorAll("[data-estado] .error")].map((error) => error.textContent).join(" ");
    if (malo) decir_a_todos(`${nueva.querySelector("strong").textContent}: ${malo}`, nueva.dataset.fila);
    else if (aviso.dataset.fila === nueva.dataset.fila) decir_a_todos("");
    if (respuesta.ok && sucia(nueva) && !nueva.contains(document.activeElement)) enviar(nueva); // typed while it travelled
  } else sin_guardar(fila, respuesta.status);
  totales();
  recordar();
};
const viajan = new Map();
const enviar = (fila) => {
  if (!fila.isConnected || !sucia(fila)) return null;
  if (!viajan.has(fila)) viajan.set(fila, mandar(fila).finally(() => viajan.delete(fila)));
  return viajan.get(fila);
};
const enviar_todas = async () => {
  await Promise.all(filas().map(enviar));
  const quedan = filas().filter(sucia).map((fila) => fila.querySelector("strong").textContent);
  decir_a_todos(quedan.length ? `Sin guardar: ${quedan.join(", ")}. Lea el motivo en cada fila.` : "Todo está guardado.");
};
const enviar_pendientes = () => { for (const fila of filas()) if ("pendiente" in fila.dataset) enviar(fila); };

// ── Keys ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
let editando = false; // inside the text of a cell: the arrows move the cursor
let antes = "";
const poner = (campo, texto) => { campo.value = texto; campo.dispatchEvent(new Event("input", { bubbles: true })); };
const ir = (campo) => { campo?.focus(); campo?.scrollIntoView({ block: "nearest", inline: "nearest" }); };
const vecino = (campo, abajo, derecha) => {
  const todas = filas();
  let f = todas.indexOf(campo.closest("tr"));
  let c = columna(campo);
  for (f += abajo, c += derecha; todas[f] && c >= 0 && c < COLUMNAS; f += abajo, c += derecha) {
    const otro = todas[f].querySelector(`td[data-col="${c}"] .celda`);
    if (otro) return otro;
  }
  return null;
};
const PASOS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

formulario.addEventListener("keydown", (evento) => {
  const campo = evento.target.closest?.(".celda");
  if (!campo || evento.isComposing || evento.ctrlKey || evento.metaKey || evento.altKey) return;
  const paso = evento.key === "Enter" ? [evento.shiftKey ? -1 : 1, 0] : PASOS[evento.key];
  if (paso && !(editando && paso[1])) {
    evento.preventDefault();
    const otro = vecino(campo, ...paso);
    if (otro) ir(otro);
    else if (evento.key === "Enter" && porFila) enviar(campo.closest("tr"));
  } else if (evento.key === "Escape") {
    evento.preventDefault();
    poner(campo, antes);
    editando = false;
    campo.select();
  } else if (evento.key === "F2") {
    evento.preventDefault();
    editando = true;
    campo.setSelectionRange(campo.value.length, campo.value.length);
  } else if (evento.key.length === 1) editando = true;
});
formulario.addEventListener("pointerdown", (evento) => { if (evento.target === document.activeElement) editando = true; });
formulario.addEventListener("focusin", (evento) => {
  const campo = evento.target.closest(".celda");
  if (!campo) return;
  editando = false;
  antes = campo.value;
  campo.select();
});
formulario.addEventListener("focusout", (evento) => {
  const fila = evento.target.closest("tr[data-fila]");
  if (fila && porFila && !fila.contains(evento.relatedTarget) && !("choque" in fila.dataset)) enviar(fila);
  if (porFila) enviar_pendientes();
});
formulario.addEventListener("input", (evento) => {
  const campo = evento.target.closest(".celda");
  if (campo) { marcar(campo); totales(); }
  recordar();
});

// ── A block from a spreadsheet ──────────────────────────────────────────────────────────────────────────────────────────────
formulario.addEventListener("paste", (evento) => {
  const campo = evento.target.closest(".celda");
  const texto = evento.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  if (!campo || !/[\t\n]/.test(texto)) return; // one figure: the browser pastes it
  evento.preventDefault();
  const bloque = texto.split("\n").map((linea) => linea.split("\t"));
  const ancho = Math.max(...bloque.map((linea) => linea.length));
  const destino = filas().slice(filas().indexOf(campo.closest("tr")));
  const desde = columna(campo);
  if (ancho > COLUMNAS - desde || bloque.length > destino.length) {
    decir_a_todos(`Lo copiado tiene ${bloque.length} filas y ${ancho} columnas, y desde esa celda caben ${destino.length} y ${COLUMNAS - desde}: no se pegó nada.`);
    return;
  }
  let fuera = 0;
  bloque.forEach((linea, f) => linea.forEach((cifra_, c) => {
    const td = destino[f].querySelector(`td[data-col="${desde + c}"]`);
    const otro = td.querySelector(".celda");
    if (otro) { otro.value = cifra_.trim(); marcar(otro); }
    else if (leer(cifra_) !== Number(td.dataset.valor)) fuera += 1;
  }));
  antes = campo.value;
  totales();
  recordar();
  const dudosas = destino.slice(0, bloque.length).flatMap(campos).filter((c) => c.getAttribute("aria-invalid")).length;
  decir_a_todos([
    `Se pegaron ${bloque.length} filas y ${ancho} columnas.`,
    dudosas ? `${dudosas === 1 ? "Una cifra no se entiende o puede leerse" : `${dudosas} cifras no se entienden o pueden leerse`} de dos maneras: corrija lo marcado.` : "",
    fuera ? `${fuera === 1 ? "Una cifra caía" : `${fuera} cifras caían`} en celdas que no se escriben: quedaron como estaban.` : "",
  ].join(" ").trim());
  if (porFila) for (const fila of destino.slice(0, bloque.length)) if (!fila.contains(campo)) enviar(fila);
});

// ── The rest ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
formulario.addEventListener("click", (evento) => {
  const boton = evento.target.closest("[data-guardar]");
  if (!boton || !porFila) return;
  evento.preventDefault();
  const fila = boton.closest("tr");
  const faltan = [...fila.querySelectorAll(".celda-choque")].filter((choque) => !choque.querySelector(":checked"));
  if (faltan.length) faltan[0].querySelector("input[type=radio]").focus();
  else enviar(fila);
});
// The button is pressed from inside a row: were the row left first, what it says would change and the button would move from under the finger
formulario.addEventListener("mousedown", (evento) => { if (evento.target.closest("[type=submit]")) evento.preventDefault(); });
formulario.addEventListener("submit", (evento) => {
  if (!porFila) return;
  evento.preventDefault();
  enviar_todas();
});
// Only the rows that changed travel.
addEventListener("formdata", ({ target, formData }) => {
  if (target !== formulario) return;
  for (const fila of filas()) if (!sucia(fila)) for (const campo of fila.querySelectorAll("input[name]")) formData.delete(campo.name);
});
addEventListener("online", enviar_pendientes);
document.addEventListener("visibilitychange", () => { if (document.hidden && porFila) for (const fila of filas()) if (!("choque" in fila.dataset)) enviar(fila); });
setInterval(enviar_pendientes, 30_000);

for (const solo of document.querySelectorAll("[data-con-js]")) solo.hidden = false;
recuperar();
totales();
for (const campo of filas().flatMap(campos)) campo.classList.toggle("celda-cambiada", cambio(campo));
