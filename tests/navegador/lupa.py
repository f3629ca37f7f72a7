"""What a page must be for whoever reads it with a keyboard, a small telephone or tired eyes: `faltas(pagina)` says what it is not."""

from collections.abc import Collection

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

REGLAS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": False,  # it would read the style sheets again by itself, with addresses that are not theirs
}

# Runs in the page. A link inside a sentence is as high as its line; any other thing to press is 44 px high.
MIRAR = """
({dedo}) => {
  const faltas = [];
  const ve = (e) => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length > 0;
  const decir = (e) => `${e.tagName.toLowerCase()}.${e.className} «${(e.innerText || e.name || e.id || "").trim().slice(0, 40)}»`;
  if (!document.documentElement.lang.startsWith("es")) faltas.push("no dice en qué idioma está");
  const titulos = [...document.querySelectorAll("h1")].filter(ve);
  if (titulos.length !== 1) faltas.push(`tiene ${titulos.length} h1`);
  const ancho = document.scrollingElement.scrollWidth;
  if (ancho > innerWidth) {
    const cual = [...document.querySelectorAll("body *")].find((e) => ve(e) && e.getBoundingClientRect().right > innerWidth + 1);
    faltas.push(`se desborda: ${ancho} px de ${innerWidth} (${cual ? decir(cual) : "?"})`);
  }
  for (const e of document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])")) {
    if (!ve(e)) continue;
    const escondido = e.closest(".visually-hidden, .salto, .salto-aqui:not(:focus)");
    const caja = e.getBoundingClientRect();
    const enTexto = e.tagName === "A" && getComputedStyle(e).display === "inline";
    if (dedo && !escondido && !enTexto && (caja.height < 43.5 || caja.width < 43.5))
      faltas.push(`pequeño para el dedo: ${decir(e)} ${Math.round(caja.width)}×${Math.round(caja.height)}`);
    e.focus();
    if (document.activeElement !== e) continue;
    const estilos = [getComputedStyle(e), getComputedStyle(e, "::before")];
    if (!estilos.some((s) => (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== "none"))
      faltas.push(`no se ve el foco: ${decir(e)}`);
  }
  document.activeElement.blur();
  return [...new Set(faltas)];
}
"""


def faltas(pagina: Page, *, dedo: bool = True, axe: bool = True, salvo: Collection[str] = ()) -> list[str]:
    """Everything that is wrong with the open page, in this size; `dedo=False` does not measure what a finger presses, `axe=False`
    does not ask axe, `salvo` are its rules that do not count here."""
    pagina.keyboard.press("Tab")  # from here on the browser shows where the focus is
    halladas = pagina.evaluate(MIRAR, {"dedo": dedo})
    pagina.evaluate("scrollTo(0, 0)")
    if not axe:
        return halladas
    if pagina.evaluate("typeof axe") == "undefined":
        pagina.evaluate(AXE_SCRIPT)
    for violacion in pagina.evaluate("(reglas) => axe.run(reglas)", REGLAS)["violations"]:
        if violacion["id"] in salvo:
            continue
        donde = "; ".join(f"{n['target'][0]} {n['failureSummary'].splitlines()[1].strip()}" for n in violacion["nodes"][:3])
        halladas.append(f"axe {violacion['id']}: {donde}")
    return halladas
