/* Routines of a driver for the tests of object callbacks; each is called by name, one in a machine. Small numbers, digits in order of what happened. */
#include <ntddk.h>

DRIVER_INITIALIZE DriverEntry;

static ULONG digits;
static ACCESS_MASK granted;
static PVOID registration[3];

static void note(ULONG digit)
{
    digits = digits * 10 + digit;
}

static OB_PREOP_CALLBACK_STATUS Before(PVOID Context, POB_PRE_OPERATION_INFORMATION Information)
{
    note((ULONG)(ULONG_PTR)Context);
    Information->CallContext = (PVOID)((ULONG_PTR)Context + 5);
    return OB_PREOP_SUCCESS;
}

static VOID After(PVOID Context, POB_POST_OPERATION_INFORMATION Information)
{
    note((ULONG)(ULONG_PTR)Information->CallContext);
    if ((ULONG_PTR)Information->CallContext != (ULONG_PTR)Context + 5)
        note(9);
    granted = Information->Parameters->CreateHandleInformation.GrantedAccess;
}

static NTSTATUS Register(PCWSTR Altitude, ULONG Number, POB_PRE_OPERATION_CALLBACK Pre, POB_POST_OPERATION_CALLBACK Post)
{
    OB_OPERATION_REGISTRATION operation = {PsThreadType, OB_OPERATION_HANDLE_CREATE, Pre, Post};
    OB_CALLBACK_REGISTRATION request = {.Version = OB_FLT_REGISTRATION_VERSION, .OperationRegistrationCount = 1, .RegistrationContext = (PVOID)(ULONG_PTR)Number,
                                        .OperationRegistration = &operation};
    RtlInitUnicodeString(&request.Altitude, Altitude);
    return ObRegisterCallbacks(&request, &registration[Number]);
}

static NTSTATUS OpenThread(ULONG Attributes)
{
    HANDLE handle;
    NTSTATUS status = ObOpenObjectByPointer(PsGetCurrentThread(), Attributes, NULL, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &handle);
    if (NT_SUCCESS(status))
        ZwClose(handle);
    return status;
}

/* 10.5 is above 9.75, and both are above 1: down the altitudes before, back up after. */
ULONG order(void)
{
    if (Register(L"9.75", 1, Before, After) || Register(L"10.5", 2, Before, After) || Register(L"1", 0, Before, After))
        return 0;
    OpenThread(OBJ_KERNEL_HANDLE);
    ObUnRegisterCallbacks(registration[2]);
    OpenThread(OBJ_KERNEL_HANDLE);
    ObUnRegisterCallbacks(registration[0]);
    ObUnRegisterCallbacks(registration[1]);
    OpenThread(OBJ_KERNEL_HANDLE);
    return digits; /* 2 1 0 5 6 7, then 1 0 5 6 */
}

ULONG same_altitude(void)
{
    NTSTATUS first = Register(L"0370.10", 0, Before, NULL);
    NTSTATUS second = Register(L"370.1", 1, Before, NULL);
    NTSTATUS other = Register(L"370.01", 2, NULL, After);
    return first == STATUS_SUCCESS && second == STATUS_FLT_INSTANCE_ALTITUDE_COLLISION && other == STATUS_SUCCESS;
}

static NTSTATUS Try(USHORT Version, USHORT Count, PCWSTR Altitude, POBJECT_TYPE *Type, OB_OPERATION Operations, POB_PRE_OPERATION_CALLBACK Pre)
{
    OB_OPERATION_REGISTRATION operation = {Type, Operations, Pre, NULL};
    OB_CALLBACK_REGISTRATION request = {.Version = Version, .OperationRegistrationCount = Count, .OperationRegistration = &operation};
    PVOID handle = NULL;
    RtlInitUnicodeString(&request.Altitude, Altitude);
    return ObRegisterCallbacks(&request, &handle);
}

ULONG refused(void)
{
    const NTSTATUS no = STATUS_INVALID_PARAMETER;
    ULONG wrong = 0;
    wrong += Try(0x0200, 1, L"1", PsThreadType, OB_OPERATION_HANDLE_CREATE, Before) != no;
    wrong += Try(OB_FLT_REGISTRATION_VERSION, 0, L"1", PsThreadType, OB_OPERATION_HANDLE_CREATE, Before) != no;
    wrong += Try(OB_FLT_REGISTRATION_VERSION, 1, L"high", PsThreadType, OB_OPERATION_HANDLE_CREATE, Before) != no;
    wrong += Try(OB_FLT_REGISTRATION_VERSION, 1, L"", PsThreadType, OB_OPERATION_HANDLE_CREATE, Before) != no;
    wrong += Try(OB_FLT_REGISTRATION_VERSION, 1, L"1", IoFileObjectType, OB_OPERATION_HANDLE_CREATE, Before) != no;
    wrong += Try(OB_FLT_REGISTRATION_VERSION, 1, L"1", PsThreadType, 4, Before) != no;
    wrong += Try(OB_FLT_REGISTRATION_VERSION, 1, L"1", PsThreadType, OB_OPERATION_HANDLE_CREATE, NULL) != no;
    wrong += Try(OB_FLT_REGISTRATION_VERSION, 1, L"1", PsThreadType, OB_OPERATION_HANDLE_CREATE, (POB_PRE_OPERATION_CALLBACK)(ULONG_PTR)&wrong) !=
             STATUS_ACCESS_DENIED;
    return wrong;
}

static OB_PREOP_CALLBACK_STATUS Greedy(PVOID Context, POB_PRE_OPERATION_INFORMATION Information)
{
    UNREFERENCED_PARAMETER(Context);
    note(Information->KernelHandle ? 1 : 2);
    note(Information->Object == PsGetCurrentThread() && Information->Operation == OB_OPERATION_HANDLE_CREATE ? 3 : 4);
    Information->Parameters->CreateHandleInformation.DesiredAccess = ACCESS_SYSTEM_SECURITY; /* gives one, takes all others */
    return OB_PREOP_SUCCESS;
}

static OB_PREOP_CALLBACK_STATUS Ask(PVOID Context, POB_PRE_OPERATION_INFORMATION Information)
{
    UNREFERENCED_PARAMETER(Context);
    note(Information->KernelHandle ? 1 : 2);
    return OB_PREOP_SUCCESS;
}

/* What a routine may take it takes; SYNCHRONIZE and the queries stay, and nothing comes that was not asked for. */
ULONG rights(void)
{
    if (Register(L"7", 0, Greedy, After))
        return 0;
    OpenThread(OBJ_KERNEL_HANDLE);
    return granted;
}

/* What ObIsKernelHandle would say of the handle that is made: in the System process, too, there are others. */
ULONG kernel(void)
{
    HANDLE handle, copy;
    OB_OPERATION_REGISTRATION operation = {PsThreadType, OB_OPERATION_HANDLE_CREATE | OB_OPERATION_HANDLE_DUPLICATE, Ask, NULL};
    OB_CALLBACK_REGISTRATION request = {.Version = OB_FLT_REGISTRATION_VERSION, .OperationRegistrationCount = 1, .OperationRegistration = &operation};

    RtlInitUnicodeString(&request.Altitude, L"7");
    if (ObRegisterCallbacks(&request, &registration[0]))
        return 0;
    OpenThread(OBJ_KERNEL_HANDLE);
    OpenThread(0);
    if (ObOpenObjectByPointer(PsGetCurrentThread(), 0, NULL, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &handle))
        return 0;
    ZwDuplicateObject(ZwCurrentProcess(), handle, ZwCurrentProcess(), &copy, 0, OBJ_KERNEL_HANDLE, DUPLICATE_SAME_ACCESS);
    note(ObIsKernelHandle(copy) ? 1 : 2);
    ZwDuplicateObject(ZwCurrentProcess(), handle, ZwCurrentProcess(), &copy, 0, 0, DUPLICATE_SAME_ACCESS);
    note(ObIsKernelHandle(copy) ? 1 : 2);
    return digits;
}

ULONG twice(void)
{
    if (Register(L"7", 0, Before, NULL))
        return 0;
    ObUnRegisterCallbacks(registration[0]);
    ObUnRegisterCallbacks(registration[0]);
    return 1;
}

ULONG version(void)
{
    return ObGetFilterVersion();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);
    return STATUS_SUCCESS;
}
