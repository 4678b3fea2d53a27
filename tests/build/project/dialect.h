/* Words that are pasted without need, which Microsoft's preprocessor takes. */
#define PASTED(Words) "<"##Words##">"
#define TELL(Format, ...) DbgPrint("[" __FUNCTION__ "] " Format "\n", __VA_ARGS__)
