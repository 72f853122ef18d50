// What Windows tells every window when a person changed something in its settings.
#include <windows.h>

int main(void) {
  DWORD_PTR answer;
  return !SendMessageTimeoutW(HWND_BROADCAST, WM_SETTINGCHANGE, 0, (LPARAM)L"ImmersiveColorSet", SMTO_ABORTIFHUNG, 5000, &answer);
}
