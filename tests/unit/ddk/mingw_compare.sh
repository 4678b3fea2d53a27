#!/bin/sh
# The table layout.def must also hold for mingw-w64's DDK headers, which were written independently of ours.
# usage: mingw_compare.sh <clang> <directory of layout.c>      exit 77: clang or the headers are not here (skipped)
clang=$1
source=$2
headers=/usr/share/mingw-w64/include

[ -d "$headers/ddk" ] || exit 77
"$clang" --version 2>/dev/null | grep -q clang || exit 77

exec "$clang" -target x86_64-w64-mingw32 -fsyntax-only -std=gnu17 -w -DLAYOUT_MINGW -DDBG=0 \
    -isystem "$headers" -isystem "$headers/ddk" "$source/layout.c"
