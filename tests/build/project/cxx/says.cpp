/* What programs of drivers use of <iostream>: nothing but the words matters. */
#include <windows.h>
#include <iostream>
#include <cstdint>
#include <cwchar>

using namespace std;

int main()
{
    DWORD code = 0x1f;
    cout << "error " << code << " = 0x" << hex << code << dec << ' ' << -3 << ' ' << (LONGLONG)-4 << endl;
    wcout << L"wide " << boolalpha << true << L' ' << "narrow" << std::endl;
    cerr << "a fault: " << (void *)nullptr << '\n';
    std::printf("%u %d %d\n", (unsigned)std::strlen("four"), std::atoi("5"), system("pause"));
    return system(NULL) + (int)std::wcslen(L"");
}
