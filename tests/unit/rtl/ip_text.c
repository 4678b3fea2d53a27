/* Claims about addresses as text: IPv4, IPv6 and Ethernet, both widths, with ports and scopes. */
#include "../ob/test.h"
#include "rtl/rtl.h"

#include <ip2string.h>

#define NONE (-1)

static void widen(WCHAR to[80], const char *text)
{
    size_t i = 0;
    do
        to[i] = (WCHAR)text[i];
    while (text[i++]);
}

static bool same(const WCHAR *text, const char *expected)
{
    WCHAR wide_expected[80];
    widen(wide_expected, expected);
    return is_wide(text, wide_expected);
}

/* --- reading ------------------------------------------------------------------------------------------------------------------------------------------ */

static const struct {
    const char *text;
    BOOLEAN strict;
    int end; /* where reading stops; NONE: no address */
    UCHAR bytes[4];
} four[] = {
    {"1.2.3.4", TRUE, 7, {1, 2, 3, 4}},
    {"255.255.255.255", TRUE, 15, {255, 255, 255, 255}},
    {"1.2.3.4.5", TRUE, 7, {1, 2, 3, 4}},
    {"1.2.3.4/8", TRUE, 7, {1, 2, 3, 4}},
    {"256.2.3.4", TRUE, NONE, {0}},
    {"1.2.3", TRUE, NONE, {0}},
    {"01.2.3.4", TRUE, NONE, {0}},
    {"0x1.2.3.4", TRUE, NONE, {0}},
    {"", TRUE, NONE, {0}},
    {"1.2.3.", FALSE, NONE, {0}},
    {"0x7f.1", FALSE, 6, {127, 0, 0, 1}},
    {"010.1.258", FALSE, 9, {8, 1, 1, 2}},
    {"10.65536", FALSE, 8, {10, 1, 0, 0}},
    {"10.16777216", FALSE, NONE, {0}},
    {"2130706433", FALSE, 10, {127, 0, 0, 1}},
    {"4294967296", FALSE, NONE, {0}},
    {"1.2.3.256", FALSE, NONE, {0}},
};

static void read_four(void)
{
    for (size_t i = 0; i < sizeof four / sizeof *four; i++) {
        IN_ADDR narrow, broad;
        WCHAR text[80];
        PCSTR end;
        PCWSTR wide_end;
        NTSTATUS expected = four[i].end == NONE ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
        size_t stop = four[i].end == NONE ? 0 : (size_t)four[i].end;
        widen(text, four[i].text);
        claim(RtlIpv4StringToAddressA(four[i].text, four[i].strict, &end, &narrow) == expected && end == four[i].text + stop);
        claim(RtlIpv4StringToAddressW(text, four[i].strict, &wide_end, &broad) == expected && wide_end == text + stop);
        if (expected == STATUS_SUCCESS)
            claim(memcmp(&narrow, four[i].bytes, 4) == 0 && memcmp(&broad, four[i].bytes, 4) == 0);
    }
}

static const struct {
    const char *text;
    int end;
    UCHAR bytes[16];
} six[] = {
    {"::", 2, {0}},
    {"::1", 3, {[15] = 1}},
    {"1::", 3, {0, 1}},
    {"2001:DB8::ff00:42:8329", 22, {0x20, 1, 0x0d, 0xb8, [10] = 0xff, [13] = 0x42, 0x83, 0x29}},
    {"1:2:3:4:5:6:7:8", 15, {0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8}},
    {"1:2:3:4:5:6:7:8:9", 15, {0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8}},
    {"::ffff:1.2.3.4", 14, {[10] = 255, 255, 1, 2, 3, 4}},
    {"1:2:3:4:5:6:1.2.3.4", 19, {0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 1, 2, 3, 4}},
    {"fe80::1%7", 7, {0xfe, 0x80, [15] = 1}},
    {"1:2:3:4:5:6:7::", 15, {0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7}},
    {"1:2:3:4:5:6:7", NONE, {0}},
    {":1", NONE, {0}},
    {"", NONE, {0}},
    {"12345::", NONE, {0}},
    {"1.2.3.4", NONE, {0}},
    {"::1.2.3", NONE, {0}},
    {"g::", NONE, {0}},
};

static void read_six(void)
{
    for (size_t i = 0; i < sizeof six / sizeof *six; i++) {
        IN6_ADDR narrow, broad;
        WCHAR text[80];
        PCSTR end;
        PCWSTR wide_end;
        NTSTATUS expected = six[i].end == NONE ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
        size_t stop = six[i].end == NONE ? 0 : (size_t)six[i].end;
        widen(text, six[i].text);
        claim(RtlIpv6StringToAddressA(six[i].text, &end, &narrow) == expected && end == six[i].text + stop);
        claim(RtlIpv6StringToAddressW(text, &wide_end, &broad) == expected && wide_end == text + stop);
        if (expected == STATUS_SUCCESS)
            claim(memcmp(&narrow, six[i].bytes, 16) == 0 && memcmp(&broad, six[i].bytes, 16) == 0);
    }
}

static void addresses_are_read_to_where_they_end(void **state)
{
    (void)state;
    run_body(read_four);
    run_body(read_six);
}

/* --- writing ------------------------------------------------------------------------------------------------------------------------------------------ */

static const struct {
    UCHAR bytes[16];
    const char *text;
} written[] = {
    {{0}, "::"},
    {{[15] = 1}, "::1"},
    {{0, 1}, "1::"},
    {{0x20, 1, 0x0d, 0xb8, [10] = 0xff, [13] = 0x42, 0x83, 0x29}, "2001:db8::ff00:42:8329"},
    {{0, 1, 0, 0, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8}, "1:0:3:4:5:6:7:8"},
    {{0, 1, [7] = 4, [15] = 8}, "1:0:0:4::8"},
    {{0, 1, [9] = 5, [15] = 8}, "1::5:0:0:8"},
    {{0, 1, [7] = 2, [9] = 3, [15] = 4}, "1::2:3:0:0:4"},
    {{[10] = 255, 255, 1, 2, 3, 4}, "::ffff:1.2.3.4"},
    {{[12] = 1, 2, 3, 4}, "::1.2.3.4"},
    {{[8] = 255, 255, 0, 0, 1, 2, 3, 4}, "::ffff:0:1.2.3.4"},
    {{0xfe, 0x80, [10] = 0x5e, 0xfe, 1, 2, 3, 4}, "fe80::5efe:1.2.3.4"},
    {{0xfe, 0x80, [8] = 2, 0, 0x5e, 0xfe, 1, 2, 3, 4}, "fe80::200:5efe:1.2.3.4"},
};

static void write(void)
{
    CHAR text[80];
    WCHAR broad[80];
    const IN_ADDR address = {.S_un.S_un_b = {10, 0, 200, 3}};
    claim(RtlIpv4AddressToStringA(&address, text) == text + 10 && strcmp(text, "10.0.200.3") == 0);
    claim(RtlIpv4AddressToStringW(&address, broad) == broad + 10 && same(broad, "10.0.200.3"));
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        IN6_ADDR long_address, back;
        PCSTR end;
        memcpy(&long_address, written[i].bytes, 16);
        claim(RtlIpv6AddressToStringA(&long_address, text) == text + strlen(written[i].text) && strcmp(text, written[i].text) == 0);
        claim(RtlIpv6AddressToStringW(&long_address, broad) == broad + strlen(written[i].text) && same(broad, written[i].text));
        claim(RtlIpv6StringToAddressA(text, &end, &back) == STATUS_SUCCESS && *end == 0 && memcmp(&back, &long_address, 16) == 0);
    }
}

static void addresses_are_written_short_and_come_back(void **state)
{
    (void)state;
    run_body(write);
}

/* --- ports and scopes ---------------------------------------------------------------------------------------------------------------------------------- */

static USHORT net(USHORT number)
{
    return RtlUshortByteSwap(number);
}

static void with_port_four(void)
{
    IN_ADDR address, back;
    USHORT port = 7;
    CHAR text[INET_ADDRSTRLEN];
    WCHAR broad[INET_ADDRSTRLEN];
    ULONG size = sizeof text;
    claim(RtlIpv4StringToAddressExA("10.1.2.3:8080", TRUE, &address, &port) == STATUS_SUCCESS && port == net(8080) && address.S_un.S_un_b.s_b4 == 3);
    claim(RtlIpv4AddressToStringExA(&address, port, text, &size) == STATUS_SUCCESS && strcmp(text, "10.1.2.3:8080") == 0 && size == 14);
    size = 13;
    claim(RtlIpv4AddressToStringExA(&address, port, text, &size) == STATUS_INVALID_PARAMETER && size == 14);
    size = 14;
    claim(RtlIpv4AddressToStringExW(&address, port, broad, &size) == STATUS_SUCCESS && same(broad, "10.1.2.3:8080") && size == 14);
    claim(RtlIpv4StringToAddressExW(broad, TRUE, &back, &port) == STATUS_SUCCESS && back.s_addr == address.s_addr && port == net(8080));
    claim(RtlIpv4AddressToStringExW(&address, 0, broad, &size) == STATUS_SUCCESS && same(broad, "10.1.2.3") && size == 9);
    claim(RtlIpv4StringToAddressExA("10.1.2.3", TRUE, &address, &port) == STATUS_SUCCESS && port == 0);
    claim(RtlIpv4StringToAddressExA("10.1.2.3:0x10", FALSE, &address, &port) == STATUS_SUCCESS && port == net(16));
    claim(RtlIpv4StringToAddressExA("10.1.2.3:0", TRUE, &address, &port) == STATUS_INVALID_PARAMETER);
    claim(RtlIpv4StringToAddressExA("10.1.2.3:65536", TRUE, &address, &port) == STATUS_INVALID_PARAMETER);
    claim(RtlIpv4StringToAddressExA("10.1.2.3x", TRUE, &address, &port) == STATUS_INVALID_PARAMETER);
    claim(RtlIpv4StringToAddressExW(L"10.1", TRUE, &address, &port) == STATUS_INVALID_PARAMETER);
    claim(RtlIpv4AddressToStringExA(&address, 0, NULL, NULL) == STATUS_INVALID_PARAMETER);
}

static void with_port_six(void)
{
    IN6_ADDR address, back;
    USHORT port;
    ULONG scope;
    CHAR text[INET6_ADDRSTRLEN];
    WCHAR broad[INET6_ADDRSTRLEN];
    ULONG size = sizeof text;
    claim(RtlIpv6StringToAddressExA("[fe80::1%12]:443", &address, &scope, &port) == STATUS_SUCCESS && scope == 12 && port == net(443));
    claim(RtlIpv6AddressToStringExA(&address, scope, port, text, &size) == STATUS_SUCCESS && strcmp(text, "[fe80::1%12]:443") == 0 && size == 17);
    size = 16;
    claim(RtlIpv6AddressToStringExA(&address, scope, port, text, &size) == STATUS_INVALID_PARAMETER && size == 17);
    claim(RtlIpv6AddressToStringExW(&address, scope, port, broad, &size) == STATUS_SUCCESS && same(broad, "[fe80::1%12]:443"));
    claim(RtlIpv6StringToAddressExW(broad, &back, &scope, &port) == STATUS_SUCCESS && memcmp(&back, &address, 16) == 0 && scope == 12 && port == net(443));
    claim(RtlIpv6AddressToStringExW(&address, 0, 0, broad, &size) == STATUS_SUCCESS && same(broad, "fe80::1") && size == 8);
    claim(RtlIpv6StringToAddressExA("[::1]", &address, &scope, &port) == STATUS_SUCCESS && scope == 0 && port == 0);
    claim(RtlIpv6StringToAddressExA("::1%3", &address, &scope, &port) == STATUS_SUCCESS && scope == 3);
    claim(RtlIpv6StringToAddressExA("[::1", &address, &scope, &port) == STATUS_INVALID_PARAMETER);
    claim(RtlIpv6StringToAddressExA("::1]:80", &address, &scope, &port) == STATUS_INVALID_PARAMETER);
    claim(RtlIpv6StringToAddressExA("::1%", &address, &scope, &port) == STATUS_INVALID_PARAMETER);
    claim(RtlIpv6StringToAddressExA("[::1]:99999", &address, &scope, &port) == STATUS_INVALID_PARAMETER);
    claim(RtlIpv6StringToAddressExW(L"::1 ", &address, &scope, &port) == STATUS_INVALID_PARAMETER);
}

static void the_ex_forms_know_ports_and_scopes_and_want_all_of_the_text(void **state)
{
    (void)state;
    run_body(with_port_four);
    run_body(with_port_six);
}

static void ethernet(void)
{
    static const WCHAR colons[] = L"00:1a:2B:3c:4d:5e rest";
    DL_EUI48 address, back;
    CHAR text[18];
    WCHAR broad[18];
    PCSTR end;
    PCWSTR wide_end;
    claim(RtlEthernetStringToAddressW(colons, &wide_end, &address) == STATUS_SUCCESS && wide_end == colons + 17 && address.Byte[2] == 0x2B);
    claim(RtlEthernetAddressToStringA(&address, text) == text + 17 && strcmp(text, "00-1A-2B-3C-4D-5E") == 0);
    claim(RtlEthernetAddressToStringW(&address, broad) == broad + 17 && same(broad, "00-1A-2B-3C-4D-5E"));
    claim(RtlEthernetStringToAddressA(text, &end, &back) == STATUS_SUCCESS && *end == 0 && memcmp(&back, &address, 6) == 0);
    claim(RtlEthernetStringToAddressA("00-1a:2b-3c-4d-5e", &end, &back) == STATUS_INVALID_PARAMETER);
    claim(RtlEthernetStringToAddressA("00-1a-2b-3c-4d", &end, &back) == STATUS_INVALID_PARAMETER);
    claim(RtlEthernetStringToAddressA("0-1a-2b-3c-4d-5e", &end, &back) == STATUS_INVALID_PARAMETER);
}

static void ethernet_addresses_go_both_ways(void **state)
{
    (void)state;
    run_body(ethernet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read_to_where_they_end),
        cmocka_unit_test(addresses_are_written_short_and_come_back),
        cmocka_unit_test(the_ex_forms_know_ports_and_scopes_and_want_all_of_the_text),
        cmocka_unit_test(ethernet_addresses_go_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
