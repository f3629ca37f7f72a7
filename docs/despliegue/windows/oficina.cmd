@echo off
rem El portal para una persona en un equipo con Windows: doble clic. Necesita Python 3.11 o posterior (python.org), nada mas.
rem La primera vez instala sus paquetes en .venv y pide la cuenta de quien administra; despues solo arranca.
setlocal
cd /d "%~dp0..\..\.."
set PYTHONUTF8=1
if not exist .venv\Scripts\python.exe (
    py -3 -m venv .venv || goto :fallo
)
fc /b requirements.lock .venv\instalado.lock >nul 2>&1 || (
    .venv\Scripts\python -m pip install --quiet --require-hashes -r requirements.lock || goto :fallo
    copy /y requirements.lock .venv\instalado.lock >nul
)
start "" /min cmd /c "timeout /t 8 >nul & start http://127.0.0.1:8000/"
.venv\Scripts\python .ci\oficina.py 8000
goto :eof
:fallo
echo.
echo No se pudo preparar. Instale Python 3.11 o posterior desde python.org, revise la conexion a internet y vuelva a intentar.
pause
