# Preprocessed C or C++ in Microsoft's dialect becomes what gcc and clang take. Lines stay where they are.
#   - the comma before an empty __VA_ARGS__, f("text", ), goes;
#   - __FUNCTION__, __FUNCTIONW__, __FUNCSIG__ and __FUNCDNAME__ are string literals: "text " __FUNCTION__;
#   - 1i64, 1ui64 and their like are 1LL and 1ULL;
#   - L#x, which gives L "x", is L"x";
#   - a cast of a pointer may be assigned to: (char *)p += n.
# Exit status: 0 when something was changed, 1 when nothing was, 3 with a sentence for what has no equal in C.
# Text of ntsim's own headers is passed on as it is; their macros, expanded in a driver's line, are that line's.

/^# [0-9]+ "/ {
    file = $0
    sub(/^# [0-9]+ "/, "", file)
    flags = file
    sub(/".*$/, "", file)
    sub(/^.*"/, "", flags)
    if (flags ~ / 1/ && flags ~ / 3/)
        foreign[file] = 1
    skip = file in foreign
    line = $2 - 1
    pass($0 "\n")
    next
}

{ line++ }
skip { pass($0 "\n"); next }
{ translate($0); pass("\n") }
END {
    printf "%s", held
    if (status == 0)
        exit changed ? 0 : 1
    exit status
}

# Printed at once, or behind a comma that waits for what follows it.
function pass(text) {
    if (held != "")
        held = held text
    else
        printf "%s", text
}

# Code and literals of a line, in turn.
function translate(text,    at, literal) {
    while (match(text, /["']/)) {
        at = RSTART
        code(joined(substr(text, 1, at - 1), substr(text, at, 1)))
        text = substr(text, at)
        if (!match(text, /^"([^"\\]|\\.)*"/) && !match(text, /^'([^'\\]|\\.)*'/))
            break
        literal = substr(text, 1, RLENGTH)
        text = substr(text, RLENGTH + 1)
        token(literal)
    }
    code(text)
}

# A lone L before a string belongs to it.
function joined(text, mark) {
    if (mark == "\"" && text ~ /(^|[^A-Za-z0-9_])L[ \t]+$/) {
        sub(/[ \t]+$/, "", text)
        changed = 1
    }
    return text
}

# A literal, or other text that begins no comma's end.
function token(text) {
    printf "%s", held
    held = ""
    printf "%s", text
}

function code(text) {
    if (text ~ /_asm/)
        refuse_assembly(text)
    if (text ~ /[0-9a-fA-F][uU]?[iI][0-9]/)
        text = numbers(text)
    if (text ~ /\*[ \t]*\)[ \t]*[A-Za-z_]/)
        text = assigned(text)
    follow(text)
}

function refuse_assembly(text) {
    if (text !~ /(^|[^A-Za-z0-9_])_?_asm[ \t]*(\{|$|[ \t][A-Za-z])/ || text ~ /_asm[ \t]+(volatile|goto|inline)/)
        return
    printf "%s:%d: inline assembly in Microsoft's form: it is for 32-bit x86, and ntsim's machine is a 64-bit one; " \
        "compile these lines for 64 bits (Microsoft's compiler would not take them there either).\n", file, line > "/dev/stderr"
    status = 3
    exit 3
}

# 0x10ui64 is 0x10ULL; 5i32 is 5.
function numbers(text,    done, number, size) {
    done = ""
    while (match(text, /[0-9][0-9a-fA-FxX]*[uU]?[iI](8|16|32|64)/)) {
        number = substr(text, RSTART, RLENGTH)
        done = done substr(text, 1, RSTART - 1)
        text = substr(text, RSTART + RLENGTH)
        if (done !~ /[A-Za-z0-9_.]$/ && text !~ /^[A-Za-z0-9_]/) {
            size = number
            sub(/^.*[iI]/, "", size)
            sub(/[iI][0-9]+$/, "", number)
            number = number (size == "64" ? "LL" : "")
            changed = 1
        }
        done = done number
    }
    return done text
}

# (char *)p += n is *(char * *)&p += n, and ((char *)p)++ is (*(char * *)&p)++: in no other case may either stand there.
function assigned(text,    done, cast) {
    done = ""
    while (match(text, /\([A-Za-z_][A-Za-z0-9_ ]*\*+[ \t]*\)[ \t]*[A-Za-z_][A-Za-z0-9_]*[ \t]*([-+]?=[^=]|\)[ \t]*(\+\+|--))/)) {
        cast = substr(text, RSTART, RLENGTH)
        done = done substr(text, 1, RSTART - 1)
        text = substr(text, RSTART + RLENGTH)
        if (done !~ /\*[ \t]*$/) { # *(char *)p = c is C as it is
            sub(/\)[ \t]*/, " *)\\&", cast)
            cast = "*" cast
            changed = 1
        }
        done = done cast
    }
    return done text
}

# Braces tell where functions begin and end, so that __FUNCTION__ is known. What stands before one outside of functions is kept in `outside`. Braces of a
# namespace, a class, extern "C" or a list of values are no function's.
function follow(text,    at) {
    while (match(text, /[{};]/)) {
        at = RSTART
        names(substr(text, 1, at - 1))
        brace(substr(text, at, 1))
        commas(substr(text, at, 1))
        text = substr(text, at + 1)
    }
    names(text)
}

function brace(character,    head) {
    if (character == "{") {
        head = depth == 0 ? declared(outside) : ""
        if (depth > 0 || head != "")
            depth++
        else {
            scope[scopes + 1] = scope[scopes] named(outside)
            scopes++
        }
        if (depth == 1)
            name = scope[scopes] head
    } else if (character == "}" && depth > 0)
        depth--
    else if (character == "}" && scopes > 0)
        scopes--
    if (depth == 0)
        outside = ""
}

# "Name::" of the namespace or the class whose head `text` is; nothing of others.
function named(text) {
    gsub(/template[ \t]*<[^>]*>/, " ", text)
    gsub(/__attribute__[ \t]*\(\([^()]*(\([^()]*\)[^()]*)*\)\)/, " ", text)
    if (!match(text, /(^|[^A-Za-z0-9_])(namespace|class|struct|union)[ \t]+[A-Za-z_][A-Za-z0-9_:]*/))
        return ""
    text = substr(text, RSTART, RLENGTH)
    sub(/^.*[ \t]/, "", text)
    return text "::"
}

# The name of the function whose head `text` is: the word before its parameters.
function declared(text) {
    gsub(/__attribute__[ \t]*\(\([^()]*(\([^()]*\)[^()]*)*\)\)/, " ", text)
    if (!match(text, /([A-Za-z_][A-Za-z0-9_]*::)*~?[A-Za-z_][A-Za-z0-9_]*[ \t]*\(/))
        return ""
    text = substr(text, RSTART, RLENGTH - 1)
    sub(/[ \t]+$/, "", text)
    return text
}

function names(text,    word, before) {
    while (match(text, /__FUNC(TION|TIONW|SIG|DNAME)__/)) {
        word = substr(text, RSTART, RLENGTH)
        before = substr(text, 1, RSTART - 1)
        text = substr(text, RSTART + RLENGTH)
        commas(before)
        token((word == "__FUNCTIONW__" ? " L\"" : " \"") name "\" ")
        changed = 1
    }
    if (depth == 0)
        outside = outside " " text
    commas(text)
}

# Prints code, without commas that end a list or stand before another.
function commas(text) {
    if (text ~ /^[ \t]*$/) {
        pass(text)
        return
    }
    if (held != "" && text ~ /^[ \t]*[,)]/) {
        held = substr(held, 2)
        changed = 1
    }
    printf "%s", held
    held = ""
    while (match(text, /,[ \t]*[,)]/)) {
        text = substr(text, 1, RSTART - 1) substr(text, RSTART + 1)
        changed = 1
    }
    if (match(text, /,[ \t]*$/)) {
        held = substr(text, RSTART)
        text = substr(text, 1, RSTART - 1)
    }
    printf "%s", text
}
