// Wine 8 lacks this library, in which Rust's standard library looks for random bytes. For tests under Wine only, never shipped.
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID bytes, ULONG length); // RtlGenRandom, by the name it has in advapi32

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T length)
{
    return SystemFunction036(bytes, (ULONG)length);
}
