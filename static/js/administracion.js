// The search boxes of the administration say the name of their field: the library that draws them leaves it out.
const nombrar = () => {
  for (const campo of document.querySelectorAll("select.admin-autocomplete")) {
    const rotulo = (campo.labels?.[0]?.textContent ?? campo.getAttribute("aria-label") ?? "").replace(/:\s*$/, "").trim();
    const elegido = campo.selectedOptions[0]?.textContent.trim();
    for (const caja of campo.nextElementSibling?.querySelectorAll("[role=combobox], [role=textbox]") ?? [])
      caja.setAttribute("aria-label", elegido ? `${rotulo}: ${elegido}` : rotulo);
  }
};
// A table that is only read and is wider than the telephone is moved with the arrow keys
for (const caja of document.querySelectorAll(".inline-group"))
  if (!caja.querySelector("a[href], button, select, textarea, input:not([type=hidden])")) caja.tabIndex = 0;
// Asked for after the library's own turn, which is taken when the page is ready
window.django?.jQuery(() => {
  nombrar();
  window.django.jQuery(document).on("change formset:added", () => setTimeout(nombrar));
});
