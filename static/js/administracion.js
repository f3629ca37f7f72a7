// The search boxes of the administration say the name of their field: the library that draws them leaves it out.
const nombrar = () => {
  for (const campo of document.querySelectorAll("select.admin-autocomplete")) {
    const rotulo = (campo.labels?.[0]?.textContent ?? campo.getAttribute("aria-label") ?? "").replace(/:\s*$/, "").trim();
    const elegido = campo.selectedOptions[0]?.textContent.trim();
    for (const caja of campo.nextElementSibling?.querySelectorAll("[role=combobox], [role=textbox]") ?? [])
      caja.setAttribute("aria-label", elegido ? `${rotulo}: ${elegido}` : rotulo);
  }
};
addEventListener("load", () => {
  nombrar();
  window.django?.jQuery(document).on("change formset:added", () => setTimeout(nombrar));
});
