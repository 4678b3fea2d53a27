/*
 * Share access: bookkeeping that drivers with several opens of one thing ask for. The structure is theirs.
 */
#include "io/state.h"

static void take_rights(FILE_OBJECT *file, ACCESS_MASK access, ULONG share)
{
    file->ReadAccess = (access & (FILE_READ_DATA | FILE_EXECUTE)) != 0;
    file->WriteAccess = (access & (FILE_WRITE_DATA | FILE_APPEND_DATA)) != 0;
    file->DeleteAccess = (access & DELETE) != 0;
    bool counts = file->ReadAccess || file->WriteAccess || file->DeleteAccess;
    file->SharedRead = counts && (share & FILE_SHARE_READ);
    file->SharedWrite = counts && (share & FILE_SHARE_WRITE);
    file->SharedDelete = counts && (share & FILE_SHARE_DELETE);
}

static bool counts(const FILE_OBJECT *file)
{
    return file->ReadAccess || file->WriteAccess || file->DeleteAccess;
}

static void add(const FILE_OBJECT *file, SHARE_ACCESS *access, int sign)
{
    if (!counts(file))
        return;
    ULONG one = (ULONG)sign;
    access->OpenCount += one;
    access->Readers += file->ReadAccess ? one : 0;
    access->Writers += file->WriteAccess ? one : 0;
    access->Deleters += file->DeleteAccess ? one : 0;
    access->SharedRead += file->SharedRead ? one : 0;
    access->SharedWrite += file->SharedWrite ? one : 0;
    access->SharedDelete += file->SharedDelete ? one : 0;
}

static bool conflicts(const FILE_OBJECT *file, const SHARE_ACCESS *access)
{
    return (file->ReadAccess && access->SharedRead < access->OpenCount) ||
           (file->WriteAccess && access->SharedWrite < access->OpenCount) ||
           (file->DeleteAccess && access->SharedDelete < access->OpenCount) || (access->Readers && !file->SharedRead) ||
           (access->Writers && !file->SharedWrite) || (access->Deleters && !file->SharedDelete);
}

/* WDK: IoSetShareAccess. For the first open. */
VOID IoSetShareAccess(ACCESS_MASK DesiredAccess, ULONG DesiredShareAccess, PFILE_OBJECT FileObject,
                      PSHARE_ACCESS ShareAccess)
{
    ddi_enter(IoSetShareAccess, FileObject);
    take_rights(FileObject, DesiredAccess, DesiredShareAccess);
    memset(ShareAccess, 0, sizeof *ShareAccess);
    add(FileObject, ShareAccess, 1);
}

/* WDK: IoCheckShareAccess. */
NTSTATUS IoCheckShareAccess(ACCESS_MASK DesiredAccess, ULONG DesiredShareAccess, PFILE_OBJECT FileObject,
                            PSHARE_ACCESS ShareAccess, BOOLEAN Update)
{
    ddi_enter(IoCheckShareAccess, FileObject);
    take_rights(FileObject, DesiredAccess, DesiredShareAccess);
    if (!counts(FileObject))
        return STATUS_SUCCESS;
    if (conflicts(FileObject, ShareAccess))
        return STATUS_SHARING_VIOLATION;
    if (Update)
        add(FileObject, ShareAccess, 1);
    return STATUS_SUCCESS;
}

/* WDK: IoUpdateShareAccess. */
VOID IoUpdateShareAccess(PFILE_OBJECT FileObject, PSHARE_ACCESS ShareAccess)
{
    ddi_enter(IoUpdateShareAccess, FileObject);
    add(FileObject, ShareAccess, 1);
}

/* WDK: IoRemoveShareAccess. */
VOID IoRemoveShareAccess(PFILE_OBJECT FileObject, PSHARE_ACCESS ShareAccess)
{
    ddi_enter(IoRemoveShareAccess, FileObject);
    add(FileObject, ShareAccess, -1);
}
