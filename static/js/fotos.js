// Photos chosen in <input type="file" data-encoger> travel light: about 200 KB, at most 1600 px, drawn anew and so without EXIF or GPS.
// Whatever cannot be shrunk (a PDF, an unknown format, an old browser) goes as it is; the server checks and cleans every file again.
const META = 200 * 1024;
const LADO = 1600;

const tamano = (octetos) => octetos < 1048576 ? `${Math.max(1, Math.round(octetos / 1024))} KB` : `${(octetos / 1048576).toFixed(1)} MB`;
const aJpeg = (lienzo, calidad) => new Promise((listo) => lienzo.toBlob(listo, "image/jpeg", calidad));

const dibujar = (imagen, lado) => {
  const razon = Math.min(1, lado / Math.max(imagen.width, imagen.height));
  const lienzo = document.createElement("canvas");
  lienzo.width = Math.max(1, Math.round(imagen.width * razon));
  lienzo.height = Math.max(1, Math.round(imagen.height * razon));
  const pincel = lienzo.getContext("2d");
  pincel.fillStyle = "#fff";
  pincel.fillRect(0, 0, lienzo.width, lienzo.height);
  pincel.drawImage(imagen, 0, 0, lienzo.width, lienzo.height);
  return lienzo;
};

const encoger = async (archivo) => {
  if (!/^image\/(jpeg|png|webp)$/.test(archivo.type) || archivo.size <= META) return archivo;
  const imagen = await createImageBitmap(archivo, { imageOrientation: "from-image" });
  let mejor = null;
  for (const [lado, calidad] of [[LADO, .8], [LADO, .65], [LADO, .5], [1280, .55], [1024, .5]]) {
    mejor = await aJpeg(dibujar(imagen, lado), calidad);
    if (mejor && mejor.size <= META * 1.1) break;
  }
  imagen.close();
  if (!mejor || mejor.size >= archivo.size) return archivo;
  return new File([mejor], archivo.name.replace(/\.[^.]+$/, "") + ".jpg", { type: "image/jpeg", lastModified: archivo.lastModified });
};

const atender = async (entrada) => {
  const originales = [...entrada.files];
  const botones = [...(entrada.form?.querySelectorAll("[type=submit]") ?? [])].filter((b) => !b.disabled);
  for (const boton of botones) boton.disabled = true;
  const notas = [];
  const finales = [];
  for (const archivo of originales) {
    let final = archivo;
    try { final = await encoger(archivo); } catch { /* the original goes instead */ }
    finales.push(final);
    notas.push(final === archivo ? `${archivo.name}: ${tamano(archivo.size)}` : `${archivo.name}: ${tamano(archivo.size)} → ${tamano(final.size)}`);
  }
  try {
    const bolsa = new DataTransfer();
    for (const archivo of finales) bolsa.items.add(archivo);
    if (finales.some((archivo, i) => archivo !== originales[i])) entrada.files = bolsa.files;
  } catch { /* the browser does not let files be replaced: the originals go */ }
  for (const boton of botones) boton.disabled = false;
  entrada.parentElement.querySelector(".encogida")?.remove();
  const lista = document.createElement("ul");
  lista.className = "encogida";
  lista.setAttribute("role", "status");
  lista.append(...notas.map((nota) => Object.assign(document.createElement("li"), { textContent: nota })));
  entrada.after(lista);
};

addEventListener("change", (evento) => {
  if (evento.target.matches?.("input[type=file][data-encoger]")) atender(evento.target);
});
