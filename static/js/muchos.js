// The marks of a list and the three ways of choosing (templates/bitacora/_muchos.html) follow one another. The server needs none of this.
const marcas = () => [...document.querySelectorAll('input[name="ids"][form="muchos"]')];
const contar = () => {
  const salida = document.querySelector("#muchos [data-marcados]");
  const cuantas = marcas().filter((marca) => marca.checked).length;
  if (salida) salida.value = cuantas ? `(${cuantas})` : "";
};

addEventListener("change", ({ target }) => {
  const formulario = target.form;
  if (formulario?.id !== "muchos") return;
  if (target.name === "ids") formulario.elements["muchos-marcados"].checked = true;
  else if (target.name === "cuales") for (const marca of marcas()) marca.checked = target.value !== "marcados";
  contar();
});
// Only what says which rows travels in the address.
addEventListener("formdata", ({ target, formData }) => {
  if (target.id !== "muchos") return;
  const dice = { marcados: "ids", pagina: "de_la_pagina", todos: "filtro" }[formData.get("cuales")];
  for (const nombre of ["ids", "de_la_pagina", "filtro"]) if (nombre !== dice) formData.delete(nombre);
});
addEventListener("pageshow", contar); // the browser may bring back marks of before
