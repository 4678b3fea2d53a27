/* Global objects of an application are constructed before wmain and destroyed behind it; operator new is the C runtime's. */
#include <windows.h>
#include <stdio.h>

static int count;

struct Counted {
    Counted() { count++; }
    ~Counted() { count--; }
};

struct Teller {
    ~Teller() { printf("%d left\n", count); }
};

static Teller teller; /* the last to go */
static Counted first, second;

static Counted &Third()
{
    static Counted third;
    return third;
}

int wmain(int argc, wchar_t **)
{
    Counted *more = new Counted[3];
    Third(), Third();
    printf("%d there\n", count);
    delete[] more;
    return argc;
}
