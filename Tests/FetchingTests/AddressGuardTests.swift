// Which addresses a stranger may send us to, row by row of IANA's registries of special-purpose addresses.

import Fetching
import Testing

@Suite("Address guard")
struct AddressGuardTests {
    @Test(
        "not public",
        arguments: [
            ("0.0.0.0", "unspecified"), ("0.1.2.3", "unspecified"), ("10.0.0.1", "private"),
            ("10.255.255.255", "private"), ("100.64.0.1", "shared (CGNAT)"), ("100.127.255.255", "shared (CGNAT)"),
            ("127.0.0.1", "loopback"), ("127.255.255.254", "loopback"), ("169.254.169.254", "link-local"),
            ("172.16.0.1", "private"), ("172.31.255.255", "private"), ("192.0.0.1", "reserved"),
            ("192.0.2.1", "documentation"), ("192.88.99.1", "6to4 relay"), ("192.168.1.1", "private"),
            ("198.18.0.1", "benchmarking"), ("198.19.255.255", "benchmarking"), ("198.51.100.7", "documentation"),
            ("203.0.113.7", "documentation"), ("224.0.0.1", "multicast"), ("239.255.255.250", "multicast"),
            ("240.0.0.1", "reserved"), ("255.255.255.255", "reserved"),
            ("::", "unspecified"), ("::1", "loopback"), ("::2", "IPv4-compatible"),
            ("::127.0.0.1", "IPv4-compatible"), ("::8.8.8.8", "IPv4-compatible"),
            ("::ffff:127.0.0.1", "loopback"), ("::ffff:10.0.0.1", "private"),
            ("::ffff:a9fe:a9fe", "link-local"), ("64:ff9b::10.0.0.1", "private"),
            ("64:ff9b::169.254.169.254", "link-local"), ("64:ff9b:1::1", "reserved"), ("100::1", "reserved"),
            ("2001::1", "protocol assignments"), ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "protocol assignments"),
            ("2001:10::1", "protocol assignments"), ("2001:db8::1", "documentation"), ("3fff::1", "documentation"),
            ("2002:7f00:1::", "6to4"), ("2002:808:808::1", "6to4"), ("fc00::1", "unique local"),
            ("fd12:3456:789a::1", "unique local"), ("fe80::1", "link-local"), ("febf::1", "link-local"),
            ("fec0::1", "site-local"), ("ff02::1", "multicast"), ("4000::1", "reserved"), ("8000::1", "reserved"),
            ("1000::1", "reserved"), ("5f00::1", "segment routing"),
        ])
    func refused(text: String, reason: String) throws {
        let address = try #require(IPAddress(text))
        let found = AddressGuard.reason(against: address)
        #expect(!AddressGuard.isPublic(address))
        #expect(found == reason || reason == "reserved" && found != nil, "\(found ?? "public")")
    }

    @Test(
        "public",
        arguments: [
            "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
            "128.0.0.1", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255",
            "192.0.1.1", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
            "2606:4700:4700::1111", "2a00:1450:4001:81b::200e", "2001:4860:4860::8888", "2003::1", "2000::1",
            "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
        ])
    func allowed(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressGuard.reason(against: address) == nil)
        #expect(AddressGuard.isPublic(address))
    }

    @Test(
        "no address",
        arguments: [
            "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "0x7f.0.0.1", "2130706433", "127.1", "1.2.3.4 ", "[::1]",
            "fe80::1%eth0", "::g", "localhost",
        ])
    func malformed(text: String) { #expect(IPAddress(text) == nil) }

    @Test("bytes and text are the same address")
    func bytes() throws {
        #expect(IPAddress(bytes: [127, 0, 0, 1]) == IPAddress("127.0.0.1"))
        #expect(IPAddress(bytes: [UInt8](repeating: 0, count: 15) + [1]) == IPAddress("::1"))
        #expect(IPAddress(bytes: [1, 2, 3]) == nil)
        for text in ["203.0.113.9", "2001:db8::ff00:42:8329", "::ffff:1.2.3.4"] {
            let address = try #require(IPAddress(text))
            #expect(IPAddress(address.description) == address)
        }
    }
}
