// «/» goes to the search box, as long as nobody is typing: the box of the page where there is one, else that of the head.
const escribe = (donde) => donde instanceof HTMLElement && (donde.isContentEditable || donde.matches("input, textarea, select"));

addEventListener("keydown", (evento) => {
  if (evento.key !== "/" || evento.ctrlKey || evento.metaKey || evento.altKey || escribe(evento.target)) return;
  const cajas = [...document.querySelectorAll("#buscar-q, #buscador")];
  const caja = cajas.find((una) => una.checkVisibility?.() ?? una.offsetParent !== null);
  if (!caja) return;
  evento.preventDefault();
  caja.focus();
  caja.select();
});
