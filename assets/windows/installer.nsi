; The installer for Windows: for one user, without administrator rights. `.ci/windows-package` tries it. `.ci/release` makes it, and
; says where things are: VERSION and its NUMBERS alone, FILES (a folder with what is installed), ASSETS (this folder), SETUP (the
; file that is made).
;
; `/S` installs or removes without a question, `/D=C:\folder` (last, without quotes) installs into another folder. Exit codes:
; 0 done, 1 stopped by the person, 2 not done: the program is running, or Windows is too old.

Target amd64-unicode
Unicode true
SetCompressor /SOLID lzma
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS all
BrandingText " "

!define NAME "MLmodel Viewer"
!define PROGRAM "mlmodel-viewer.exe"
!define PUBLISHER "The MLmodel Viewer team"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\MLmodelViewer"

Name "${NAME}"
OutFile "${SETUP}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
; A newer version goes where the older one is.
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"

VIProductVersion "${NUMBERS}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Installs ${NAME}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "CompanyName" "${PUBLISHER}"
VIAddVersionKey "LegalCopyright" "MIT or Apache-2.0"

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "WinVer.nsh"

!define MUI_ICON "${ASSETS}/icon.ico"
!define MUI_UNICON "${ASSETS}/icon.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${ASSETS}/installer.bmp"
!define MUI_ABORTWARNING
!define MUI_DIRECTORYPAGE_TEXT_TOP "${NAME} is installed for you alone: the program, an entry in the start menu, and $\"Open in ${NAME}$\" in the Explorer's menu of folders and MLmodel files. No administrator is needed, and no restart."
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "${NAME} is installed"
!define MUI_FINISHPAGE_TEXT "It is in the start menu. In the Explorer, a right click on a model's folder or on its MLmodel file has $\"Open in ${NAME}$\"."
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!define MUI_FINISHPAGE_RUN_TEXT "Start ${NAME}"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; Waits until the program is closed: Windows lets nobody write the file of a running program. Nothing is closed by force, and a
; silent installation gives up.
!macro WaitUntilClosed
  ${Do}
    ${IfNot} ${FileExists} "$INSTDIR\${PROGRAM}"
      ${Break}
    ${EndIf}
    ClearErrors
    FileOpen $0 "$INSTDIR\${PROGRAM}" a
    ${IfNot} ${Errors}
      FileClose $0
      ${Break}
    ${EndIf}
    ${If} ${Cmd} `MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME} is running. Close its windows, then choose Retry." /SD IDCANCEL IDCANCEL`
      SetErrorLevel 2
      Quit
    ${EndIf}
  ${Loop}
!macroend

Function .onInit
  ${IfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "${NAME} needs Windows 10 or newer." /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
FunctionEnd

Section
  !insertmacro WaitUntilClosed
  SetOutPath "$INSTDIR"
  File /r "${FILES}\*"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${PROGRAM}" "" "" "" SW_SHOWNORMAL "" "Look into MLflow model folders"

  ; The program knows its entries in the Explorer's menu.
  ExecWait '"$INSTDIR\${PROGRAM}" register' $0
  ${If} $0 != 0
    DetailPrint "The Explorer's menu could not be changed: $INSTDIR\${PROGRAM} register"
  ${EndIf}

  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${PROGRAM}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
SectionEnd

Section "un."
  !insertmacro WaitUntilClosed
  ClearErrors
  ExecWait '"$INSTDIR\${PROGRAM}" register --remove'
  ; Something took the program away, a virus scanner say: no entry may be left that leads nowhere.
  ${If} ${Errors}
    DeleteRegKey HKCU "Software\Classes\Directory\shell\MLmodelViewer"
    DeleteRegKey HKCU "Software\Classes\Directory\Background\shell\MLmodelViewer"
    DeleteRegKey HKCU "Software\Classes\*\shell\MLmodelViewer"
  ${EndIf}

  Delete "$SMPROGRAMS\${NAME}.lnk"
  ; By name: the folder may hold what others put there.
  Delete "$INSTDIR\${PROGRAM}"
  Delete "$INSTDIR\README.md"
  Delete "$INSTDIR\licences\LICENSE-MIT.txt"
  Delete "$INSTDIR\licences\LICENSE-APACHE.txt"
  Delete "$INSTDIR\licences\licences.txt"
  Delete "$INSTDIR\licences\OFL.txt"
  RMDir "$INSTDIR\licences"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "${UNINSTALL}"

  ; Settings are the person's own, and somebody who removes a program to install it anew wants them back: they go only where
  ; the person says so.
  ${If} ${FileExists} "$APPDATA\mlmodel-viewer"
  ${OrIf} ${FileExists} "$LOCALAPPDATA\mlmodel-viewer"
    ${If} ${Cmd} `MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "Delete the settings and the log of ${NAME} too? Your models are not touched." /SD IDNO IDYES`
      RMDir /r "$APPDATA\mlmodel-viewer"
      RMDir /r "$LOCALAPPDATA\mlmodel-viewer"
    ${EndIf}
  ${EndIf}
SectionEnd
