# Warns of `long` in driver source, as a compiler would: it has 64 bits here and 32 on Windows (design 4.14). `long long` and `long double` are no such words,
# nor is what stands in a comment, a string or a character.
#   awk -f long_words.awk SOURCE...

FNR == 1 { in_comment = 0; previous = "" }

# Only code is left of the line.
function code(line,    kept, quote) {
    kept = ""
    while (line != "") {
        if (in_comment) {
            if (!match(line, /\*\//))
                return kept
            line = substr(line, RSTART + 2)
            in_comment = 0
        } else if (!match(line, /"|'|\/\*|\/\//)) {
            return kept line
        } else {
            kept = kept substr(line, 1, RSTART - 1) " "
            quote = substr(line, RSTART, RLENGTH)
            line = substr(line, RSTART + RLENGTH)
            if (quote == "//")
                return kept
            if (quote == "/*")
                in_comment = 1
            else
                line = behind(line, quote)
        }
    }
    return kept
}

# What follows the closing quote; a literal ends with its line at the latest.
function behind(line, quote,    c) {
    while (line != "") {
        c = substr(line, 1, 1)
        line = substr(line, c == "\\" ? 3 : 2)
        if (c == quote)
            return line
    }
    return ""
}

{
    sub(/\r$/, "")
    line = code($0)
    if (line !~ /long/)
        next
    gsub(/[A-Za-z0-9_]+/, " & ", line)          # words stand alone
    gsub(/ (unsigned|signed|int) /, "  ", line) # may stand between the two
    while (sub(/ long +long /, "  ", line) || sub(/ long +double /, "  ", line))
        ;
    if (line ~ / long /)
        printf "%s:%d: warning: long has 64 bits here and 32 on Windows: LONG or ULONG is meant\n", FILENAME, FNR
}
