#include "scm/private.h"

#include "arena/arena.h"
#include "rtl/rtl.h"

#include <string.h>

struct scm_file *scm_file_find(const WCHAR *path, size_t chars)
{
    list_each(node, &scm->files)
    {
        struct scm_file *file = list_of(node, struct scm_file, link);
        if (rtl_compare(file->path, file->chars, path, chars, true) == 0)
            return file;
    }
    return NULL;
}

struct scm_file *scm_file_add(const WCHAR *path, size_t chars, struct image_file *image)
{
    struct scm_file *file = sim_alloc(sizeof *file + (chars + 1) * sizeof(WCHAR));
    file->image = image;
    file->chars = chars;
    memcpy(file->path, path, chars * sizeof(WCHAR));
    list_append(&scm->files, &file->link);
    return file;
}

/* The memory stays: an open handle may still lead to it, as on NT an open file outlives its name. */
void scm_file_remove(struct scm_file *file)
{
    list_remove(&file->link);
}

struct scm_file *scm_folder_of(const WCHAR *path, size_t chars)
{
    while (chars && path[chars - 1] != '\\')
        chars--;
    if (!chars)
        return NULL;
    size_t folder = chars == 3 ? 3 : chars - 1; /* "C:\" keeps its backslash */
    struct scm_file *found = scm_file_find(path, folder);
    return found && found->directory ? found : NULL;
}

void scm_disk_boot(void)
{
    static const WCHAR *const folders[] = {L"C:\\", L"C:\\ntsim", L"C:\\Windows", L"C:\\Windows\\System32", L"C:\\Windows\\System32\\drivers"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        scm_file_add(folders[i], rtl_length(folders[i]), NULL)->directory = true;
}
