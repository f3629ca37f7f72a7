// A passkey is made or used: the question stands in the form, the answer is posted with it. Without this the form says what else there is.
const bytes = (texto) => Uint8Array.from(atob(texto.replace(/-/g, "+").replace(/_/g, "/")), (letra) => letra.charCodeAt(0));
const texto = (datos) =>
  btoa(String.fromCharCode(...new Uint8Array(datos))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const conBytes = (lista) => (lista ?? []).map((una) => ({ ...una, id: bytes(una.id) }));

const hacer = async (pregunta) => {
  const publicKey = {
    ...pregunta,
    challenge: bytes(pregunta.challenge),
    user: { ...pregunta.user, id: bytes(pregunta.user.id) },
    excludeCredentials: conBytes(pregunta.excludeCredentials),
  };
  const { id, rawId, type, response } = await navigator.credentials.create({ publicKey });
  const dicho = { clientDataJSON: texto(response.clientDataJSON), attestationObject: texto(response.attestationObject) };
  return { id, rawId: texto(rawId), type, response: dicho };
};

const usar = async (pregunta) => {
  const publicKey = { ...pregunta, challenge: bytes(pregunta.challenge), allowCredentials: conBytes(pregunta.allowCredentials) };
  const { id, rawId, type, response } = await navigator.credentials.get({ publicKey });
  const dicho = {
    clientDataJSON: texto(response.clientDataJSON),
    authenticatorData: texto(response.authenticatorData),
    signature: texto(response.signature),
  };
  return { id, rawId: texto(rawId), type, response: dicho };
};

const PORQUE = {
  InvalidStateError: "Este equipo ya tiene una llave de su cuenta.",
  NotAllowedError: "No se completó: se canceló o pasó el tiempo. Pulse otra vez el botón.",
  SecurityError: "En esta dirección el navegador no hace llaves de acceso. Use la aplicación de códigos.",
};

for (const formulario of document.querySelectorAll("form[data-llave-de-acceso]")) {
  formulario.addEventListener("submit", async (evento) => {
    if (formulario.elements.credencial.value) return;
    evento.preventDefault();
    const dicho = formulario.querySelector("[data-dicho]");
    if (!window.PublicKeyCredential) {
      dicho.textContent = "Este navegador no tiene llaves de acceso. Use la aplicación de códigos.";
      return;
    }
    dicho.textContent = "Siga lo que le pide su equipo…";
    try {
      const accion = formulario.dataset.llaveDeAcceso === "hacer" ? hacer : usar;
      formulario.elements.credencial.value = JSON.stringify(await accion(JSON.parse(formulario.dataset.pregunta)));
      formulario.requestSubmit();
    } catch (error) {
      dicho.textContent = PORQUE[error.name] ?? "No se pudo con esta llave. Pruebe otra vez o use otro factor.";
    }
  });
}
