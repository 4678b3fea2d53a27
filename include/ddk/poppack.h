/* Ends what <pshpack1.h> and its kin began. No guard: it is included in pairs. */
#pragma pack(pop)
