/*
 * Reads all that there is to read: numbers and words first, then lines, then bytes. What it was given as arguments it says again.
 */
#include <stdio.h>
#include <windows.h>

static void read_words(void)
{
    char word[16];
    int number = 0;

    while (scanf("%d", &number) == 1)
        printf("number %d\n", number);
    if (scanf("%15s", word) == 1)
        printf("word %s\n", word);
}

static void read_lines(void)
{
    char line[32];

    for (int i = 0; i < 20 && fgets(line, sizeof line, stdin); i++)
        printf("line %s\n", line);
}

static void read_bytes(void)
{
    char bytes[64];
    DWORD got = 0, total = 0;

    while (ReadFile(GetStdHandle(STD_INPUT_HANDLE), bytes, sizeof bytes, &got, NULL) && got)
        total += got;
    printf("%lu bytes\n", total);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        printf("argument %s\n", argv[i]);
    read_words();
    read_lines();
    read_bytes();
    return 0;
}
