/*
 * The ...Ex functions of a safe string family: they tell where the text ends and how much room is left, and flags say what becomes of the rest of the buffer, or of
 * all of it when the text does not fit. Included behind strsafe_body.h by who defines the same names. (No guard: it is a body, not an interface.)
 *
 * A size is in bytes here whatever the caller counts in: a Cb function's may be odd, and its fill byte and remainder go to the very end.
 */
struct ex {
    UNIT *start;
    size_t bytes;
    UNIT **end;
    size_t *remaining; /* in units of `unit` bytes */
    size_t unit;
    unsigned flags;
};

static size_t room_of(const struct ex *ex)
{
    return ex->bytes / sizeof(UNIT);
}

static void fill(const struct ex *ex, size_t from_byte)
{
    crt_writes((char *)ex->start + from_byte, ex->bytes - from_byte);
    for (size_t i = from_byte; i < ex->bytes; i++)
        ((unsigned char *)ex->start)[i] = (unsigned char)ex->flags;
}

static void terminate(const struct ex *ex, size_t at)
{
    crt_writes(ex->start + at, sizeof(UNIT));
    ex->start[at] = 0;
}

/* Where the text ends: at the NUL, or at the end of all when the fill byte is not 0. */
static size_t after_failure(const struct ex *ex, size_t used, size_t kept)
{
    if (ex->flags & STRSAFE_NO_TRUNCATION)
        terminate(ex, used = kept);
    if (ex->flags & STRSAFE_FILL_ON_FAILURE) {
        fill(ex, 0);
        terminate(ex, used = (unsigned char)ex->flags ? room_of(ex) - 1 : 0);
    }
    if (ex->flags & STRSAFE_NULL_ON_FAILURE)
        terminate(ex, used = 0);
    return used;
}

static RESULT tell(const struct ex *ex, RESULT result, size_t used, size_t kept)
{
    if (ex->start && room_of(ex) && result != RESULT_FINE)
        used = after_failure(ex, used, kept);
    else if (ex->start && room_of(ex) && ex->flags & STRSAFE_FILL_BEHIND_NULL)
        fill(ex, (used + 1) * sizeof(UNIT));
    if (result != RESULT_FINE && result != RESULT_CUT)
        return result;
    if (ex->end)
        *ex->end = ex->start ? ex->start + used : NULL;
    if (ex->remaining)
        *ex->remaining = (ex->bytes - used * sizeof(UNIT)) / ex->unit;
    return result;
}

/* A buffer that the flags allow: none only with STRSAFE_IGNORE_NULLS, and then of no size. */
static bool is_valid_ex(const struct ex *ex)
{
    bool nulls = ex->flags & STRSAFE_IGNORE_NULLS;
    if (ex->flags & ~(unsigned)STRSAFE_VALID_FLAGS || room_of(ex) > UNITS_MAX)
        return false;
    return nulls ? ex->start != NULL || ex->bytes == 0 : ex->start != NULL && room_of(ex) != 0;
}

static const UNIT *or_empty(const UNIT *text, unsigned flags)
{
    static const UNIT empty[1];
    return text == NULL && flags & STRSAFE_IGNORE_NULLS ? empty : text;
}

/* No room at all, not even for a NUL: fine for an empty text. */
static RESULT without_room(const struct ex *ex, bool empty)
{
    if (empty)
        return tell(ex, RESULT_FINE, 0, 0);
    return ex->start ? tell(ex, RESULT_CUT, 0, 0) : RESULT_INVALID;
}

static RESULT put_ex(const struct ex *ex, bool behind, const UNIT *source, size_t count)
{
    const UNIT *text = or_empty(source, ex->flags);
    if (!is_valid_ex(ex) || text == NULL)
        return RESULT_INVALID;
    size_t size = room_of(ex), kept = behind && size ? length_within(ex->start, size) : 0;
    if (count > UNITS_MAX || (size && kept == size))
        return tell(ex, RESULT_INVALID, 0, kept);
    if (size == 0)
        return without_room(ex, count == 0 || text[0] == 0);
    RESULT result = put(ex->start, size, kept, text, count);
    return tell(ex, result, result == RESULT_FINE ? kept + length_within(ex->start + kept, size - kept) : size - 1, kept);
}

static RESULT print_ex(const struct ex *ex, const UNIT *format, va_list arguments)
{
    const UNIT *text = or_empty(format, ex->flags);
    if (!is_valid_ex(ex) || text == NULL)
        return RESULT_INVALID;
    if (room_of(ex) == 0)
        return without_room(ex, text[0] == 0);
    RESULT result = print(ex->start, room_of(ex), text, arguments);
    return tell(ex, result, length_within(ex->start, room_of(ex)), 0);
}

/* Too many units are refused whatever the multiplication says. */
static size_t bytes_of_units(size_t units)
{
    return units > UNITS_MAX ? (size_t)-1 : units * sizeof(UNIT);
}

RESULT NAME(Cch, CopyEx)(UNIT *destination, size_t size, const UNIT *source, UNIT **end, size_t *remaining, unsigned flags)
{
    return put_ex(&(struct ex){destination, bytes_of_units(size), end, remaining, sizeof(UNIT), flags}, false, source, UNITS_MAX);
}

RESULT NAME(Cb, CopyEx)(UNIT *destination, size_t size, const UNIT *source, UNIT **end, size_t *remaining, unsigned flags)
{
    return put_ex(&(struct ex){destination, size, end, remaining, 1, flags}, false, source, UNITS_MAX);
}

RESULT NAME(Cch, CopyNEx)(UNIT *destination, size_t size, const UNIT *source, size_t count, UNIT **end, size_t *remaining, unsigned flags)
{
    return put_ex(&(struct ex){destination, bytes_of_units(size), end, remaining, sizeof(UNIT), flags}, false, source, count);
}

RESULT NAME(Cb, CopyNEx)(UNIT *destination, size_t size, const UNIT *source, size_t count, UNIT **end, size_t *remaining, unsigned flags)
{
    return put_ex(&(struct ex){destination, size, end, remaining, 1, flags}, false, source, units_of_bytes(count));
}

RESULT NAME(Cch, CatEx)(UNIT *destination, size_t size, const UNIT *source, UNIT **end, size_t *remaining, unsigned flags)
{
    return put_ex(&(struct ex){destination, bytes_of_units(size), end, remaining, sizeof(UNIT), flags}, true, source, UNITS_MAX);
}

RESULT NAME(Cb, CatEx)(UNIT *destination, size_t size, const UNIT *source, UNIT **end, size_t *remaining, unsigned flags)
{
    return put_ex(&(struct ex){destination, size, end, remaining, 1, flags}, true, source, UNITS_MAX);
}

RESULT NAME(Cch, CatNEx)(UNIT *destination, size_t size, const UNIT *source, size_t count, UNIT **end, size_t *remaining, unsigned flags)
{
    return put_ex(&(struct ex){destination, bytes_of_units(size), end, remaining, sizeof(UNIT), flags}, true, source, count);
}

RESULT NAME(Cb, CatNEx)(UNIT *destination, size_t size, const UNIT *source, size_t count, UNIT **end, size_t *remaining, unsigned flags)
{
    return put_ex(&(struct ex){destination, size, end, remaining, 1, flags}, true, source, units_of_bytes(count));
}

RESULT NAME(Cch, VPrintfEx)(UNIT *destination, size_t size, UNIT **end, size_t *remaining, unsigned flags, const UNIT *format, va_list arguments)
{
    return print_ex(&(struct ex){destination, bytes_of_units(size), end, remaining, sizeof(UNIT), flags}, format, arguments);
}

RESULT NAME(Cb, VPrintfEx)(UNIT *destination, size_t size, UNIT **end, size_t *remaining, unsigned flags, const UNIT *format, va_list arguments)
{
    return print_ex(&(struct ex){destination, size, end, remaining, 1, flags}, format, arguments);
}

RESULT NAME(Cch, PrintfEx)(UNIT *destination, size_t size, UNIT **end, size_t *remaining, unsigned flags, const UNIT *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    RESULT result = print_ex(&(struct ex){destination, bytes_of_units(size), end, remaining, sizeof(UNIT), flags}, format, arguments);
    va_end(arguments);
    return result;
}

RESULT NAME(Cb, PrintfEx)(UNIT *destination, size_t size, UNIT **end, size_t *remaining, unsigned flags, const UNIT *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    RESULT result = print_ex(&(struct ex){destination, size, end, remaining, 1, flags}, format, arguments);
    va_end(arguments);
    return result;
}
