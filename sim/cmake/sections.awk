# The table of a module's functions that stand in another section than the rest, out of its preprocessed sources (NtsimAllocText.cmake):
#   - #pragma alloc_text(PAGE, Foo);
#   - #pragma code_seg("PAGE") ... #pragma code_seg(), push and pop too: what is defined between them;
#   - __declspec(code_seg("PAGE")) before a function or a class: here __ntsim_code_seg("PAGE"), and __pragma(...) is __ntsim_pragma(...).
# A name may stand for more than one function (overloads, static ones of two sources): where one of them is in no section, the name is left out, for nothing
# that is not so may be said of a driver.
#   awk -v header=MODULE_H -v table=TABLE -f sections.awk FILE      FILE names the preprocessed sources, one a line

{ read_source($0) }
END { print_table() }

function print_table(    i) {
    print "/* Generated from the module's #pragma alloc_text, #pragma code_seg and __declspec(code_seg()). */" > table
    printf "#include \"%s\"\n\n", header > table
    print "const struct ntsim_alloc_text ntsim_alloc_text_table[];" > table
    print "const struct ntsim_alloc_text ntsim_alloc_text_table[] = {" > table
    for (i = 1; i <= row_count; i++) {
        if (!(row_name[i] in elsewhere))
            printf "    {\"%s\", \"%s\"},\n", row_section[i], row_name[i] > table
    }
    print "    {0, 0},\n};" > table
}

function add_row(section, name) {
    if ((section, name) in rows)
        return
    rows[section, name] = 1
    row_section[++row_count] = section
    row_name[row_count] = name
}

# --- one source -----------------------------------------------------------------------------------------------------------------------------------------

function read_source(path,    line, key) {
    seg = ""
    pushed = scopes = body = foreign = 0
    statement = section = ""
    for (key in allocated)
        delete allocated[key]
    for (key in declared)
        delete declared[key]
    for (key in unplaced)
        delete unplaced[key]
    while ((getline line < path) > 0) {
        if (line ~ /^[ \t]*#/)
            directive(line)
        else if (!foreign)
            code(line)
    }
    close(path)
    for (key in unplaced)
        if (!(key in allocated))
            elsewhere[key] = 1
}

# A line of another file; ntsim's own headers (3: system headers) define nothing that is in a section. Macros are known because Microsoft's compiler expands them
# in a pragma.
function directive(line) {
    if (line ~ /^# [0-9]+ "/) {
        sub(/^# [0-9]+ "([^"\\]|\\.)*"/, "", line)
        foreign = line ~ / 3/
    } else if (line ~ /^[ \t]*#[ \t]*define[ \t]+[A-Za-z_0-9]+[ \t]+(alloc_text|code_seg)[ \t]*\(/) {
        sub(/^[ \t]*#[ \t]*define[ \t]+/, "", line)
        match(line, /^[A-Za-z_0-9]+/)
        macros[substr(line, 1, RLENGTH)] = substr(line, RLENGTH + 1)
    } else if (line ~ /^[ \t]*#[ \t]*pragma[ \t]/) {
        sub(/^[ \t]*#[ \t]*pragma[ \t]+(ntsim_)?/, "", line)
        pragma(line)
    }
}

function pragma(text,    word, inner) {
    match(text, /^[ \t]*[A-Za-z_0-9]*/)
    word = trim(substr(text, 1, RLENGTH))
    if (word in macros) {
        text = macros[word]
        match(text, /^[ \t]*[A-Za-z_0-9]*/)
        word = trim(substr(text, 1, RLENGTH))
    }
    inner = substr(text, RLENGTH + 1)
    sub(/^[ \t]*\(/, "", inner)
    sub(/\)[^)]*$/, "", inner)
    if (word == "alloc_text")
        alloc_text(inner)
    else if (word == "code_seg")
        code_seg(inner)
}

# PAGE, Foo, Bar
function alloc_text(text,    parts, count, i) {
    gsub(/["\t ]/, "", text)
    count = split(text, parts, ",")
    for (i = 2; i <= count; i++) {
        allocated[parts[i]] = 1
        add_row(parts[1], parts[i])
    }
}

# Nothing, "PAGE", "PAGE", "CODE", or push and pop with an identifier, a section, both or neither.
function code_seg(text,    parts, count, i, word, action, mark, given, name) {
    count = split(text, parts, ",")
    for (i = 1; i <= count; i++) {
        word = trim(parts[i])
        if (word == "push" || word == "pop")
            action = word
        else if (word ~ /^"/ && !given) {
            given = 1
            name = substr(word, 2, length(word) - 2)
        } else if (word !~ /^"/)
            mark = word
    }
    if (action == "push")
        push_segment(mark)
    else if (action == "pop")
        pop_segment(mark)
    if (given || action == "")
        seg = name
}

function push_segment(mark) {
    pushed_mark[++pushed] = mark
    pushed_segment[pushed] = seg
}

# With a mark: all that was pushed since it, and it; nothing if there is none.
function pop_segment(mark,    to) {
    to = pushed
    while (mark != "" && to > 0 && pushed_mark[to] != mark)
        to--
    if (to > 0) {
        seg = pushed_segment[to]
        pushed = to - 1
    }
}

# --- code: where functions begin and end ----------------------------------------------------------------------------------------------------------------

# Literals become "", so that no brace of theirs is counted. Inside of a function only braces count.
function code(text,    at, character) {
    while (match(text, /["'{};]|__ntsim_(code_seg|pragma)/)) {
        at = RSTART
        character = substr(text, at, 1)
        statement = statement substr(text, 1, at - 1)
        text = substr(text, at)
        if (character == "\"" || character == "'")
            text = behind_literal(text)
        else if (character == "_")
            text = behind_word(text)
        else {
            brace(character)
            text = substr(text, 2)
        }
    }
    statement = statement text " "
    if (body)
        statement = ""
}

function behind_literal(text) {
    if (!match(text, /^"([^"\\]|\\.)*"/) && !match(text, /^'([^'\\]|\\.)*'/))
        RLENGTH = 1 # 1'000
    statement = statement "\"\""
    return substr(text, RLENGTH + 1)
}

function behind_word(text,    inner) {
    if (match(text, /^__ntsim_code_seg[ \t]*\([ \t]*"[^"]*"[ \t]*\)/)) {
        inner = substr(text, 1, RLENGTH)
        text = substr(text, RLENGTH + 1)
        gsub(/^[^"]*"|"[^"]*$/, "", inner)
        section = inner
        given_section = 1
        return text
    }
    if (match(text, /^__ntsim_pragma[ \t]*\([^()]*(\([^()]*\))?[^()]*\)/)) {
        inner = substr(text, 1, RLENGTH)
        text = substr(text, RLENGTH + 1)
        sub(/^__ntsim_pragma[ \t]*\([ \t]*/, "", inner)
        sub(/\)$/, "", inner)
        pragma(inner)
        return text
    }
    statement = statement "_"
    return substr(text, 2)
}

function brace(character) {
    if (body) {
        body += character == "{"
        body -= character == "}"
    } else if (character == "{")
        opened()
    else if (character == "}")
        scopes -= scopes > 0
    else
        declaration()
    statement = section = ""
    given_section = 0
}

# What has a brace behind it: a scope whose functions count, a function, or something else (an initialiser, an enumeration).
function opened(    head, name) {
    head = plain(statement)
    if (head ~ /^extern ""[ \t]*$/)
        open_scope("", 1)
    else if (head ~ /(^|[^A-Za-z0-9_])namespace([^A-Za-z0-9_]|$)/ && head !~ /\(/) {
        sub(/^.*namespace[ \t]*/, "", head)
        head = trim(head)
        open_scope(head == "" ? "(anonymous namespace)" : head, 0)
    } else if (function_name(head) != "") {
        defined(head, function_name(head))
        body = 1
    } else if (head !~ /[(=]/ && head !~ /(^|[^A-Za-z0-9_])enum([^A-Za-z0-9_]|$)/ && match(head, /(^|[^A-Za-z0-9_])(class|struct|union)([^A-Za-z0-9_]|$)/)) {
        name = substr(head, RSTART)
        sub(/^[^A-Za-z0-9_]?(class|struct|union)[ \t]*/, "", name)
        sub(/[ \t]*([:<].*)?$/, "", name)
        sub(/[ \t]+final$/, "", name)
        open_scope(name, 0)
    } else
        body = 1
}

function open_scope(name, is_c) {
    scope_section[scopes + 1] = given_section ? section : scopes ? scope_section[scopes] : ""
    scope_given[scopes + 1] = given_section || (scopes && scope_given[scopes])
    scope_name[++scopes] = name
    scope_c[scopes] = is_c
}

# Templates are not the pragma's to place, and their names would not be found either.
function defined(head, name,    where, whole) {
    if (head ~ /(^|[^A-Za-z0-9_])template[ \t]*</)
        return
    whole = qualified(head, name)
    if (given_section)
        where = section
    else if (whole in declared)
        where = declared[whole]
    else if (scopes && scope_given[scopes])
        where = scope_section[scopes]
    else
        where = seg
    if (where ~ /^(PAGE|INIT$)/)
        add_row(where, whole)
    else
        unplaced[whole] = 1
}

# Of a class too: its members may be defined behind it.
function declaration(    head, name, of_class) {
    of_class = scopes && scope_given[scopes]
    if (!given_section && !of_class)
        return
    head = plain(statement)
    name = function_name(head)
    if (name != "" && head !~ /(^|[^A-Za-z0-9_])typedef([^A-Za-z0-9_]|$)/)
        declared[qualified(head, name)] = given_section ? section : scope_section[scopes]
}

# A function of C has no scope in its name.
function qualified(head, name,    i, whole) {
    if (head ~ /^extern ""/)
        return name
    whole = name
    for (i = scopes; i > 0; i--) {
        if (scope_c[i])
            return name
        if (scope_name[i] != "")
            whole = scope_name[i] "::" whole
    }
    return whole
}

# Without attributes and the like, whose parentheses are no parameters.
function plain(text) {
    while (match(text, /(__attribute__|__attribute|__asm__|asm|_Alignas|alignas|__typeof__|typeof|decltype|noexcept)[ \t]*\(/))
        text = substr(text, 1, RSTART - 1) " " behind_parenthesis(substr(text, RSTART + RLENGTH))
    gsub(/\[\[[^]]*\]\]|__extension__/, " ", text)
    gsub(/(^|[ \t])(public|protected|private)[ \t]*:/, " ", text)
    return trim(text)
}

function behind_parenthesis(text,    depth) {
    for (depth = 1; depth > 0 && match(text, /[()]/); text = substr(text, RSTART + 1))
        depth += substr(text, RSTART, 1) == "(" ? 1 : -1
    return text
}

# The word before the parameters; of `void (*get(int))(void)` the inner one. "": it is no function.
function function_name(head,    before) {
    if (match(head, /(^|[^A-Za-z0-9_])operator[^A-Za-z0-9_].*\(/))
        return "" # its symbol is not a plain name
    while (match(head, /\(/)) {
        before = substr(head, 1, RSTART - 1)
        head = substr(head, RSTART + 1)
        if (before ~ /=/)
            return ""
        gsub(/[ \t]*::[ \t]*/, "::", before)
        sub(/[ \t]+$/, "", before)
        if (match(before, /[A-Za-z0-9_:~]+$/) && head !~ /^[ \t]*\*/)
            return substr(before, RSTART)
    }
    return ""
}

function trim(text) {
    gsub(/^[ \t]+|[ \t]+$/, "", text)
    return text
}
