// A cell of a rehearsal was mended in place: the focus goes on to what is left to do, the next cell in error of the page, else what follows
// (its other pages, or the button that loads). Without htmx the page comes back whole, at the same rows.
const fila = (elemento) => Number(elemento.closest("tr").id.replace("fila-", ""));

addEventListener("htmx:afterSettle", ({ target, detail }) => {
  const formulario = detail.requestConfig?.elt;
  if (target.id !== "ensayo" || !formulario?.matches("form.corregir")) return;
  const celdas = [...target.querySelectorAll('.corregir [aria-invalid="true"]')];
  const siguiente = celdas.find((celda) => fila(celda) >= fila(formulario)) ?? celdas[0] ?? target.querySelector("[data-sigue]");
  siguiente?.focus();
});
