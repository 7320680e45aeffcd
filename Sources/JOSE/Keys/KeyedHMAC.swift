// HMAC that was keyed once: each use copies the state after the key instead of hashing the key again (RFC 2104 §4).

import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A keyed HMAC of one hash.
enum KeyedHMAC: Sendable {
    case sha256(HMAC<SHA256>)
    case sha384(HMAC<SHA384>)
    case sha512(HMAC<SHA512>)

    init(_ secret: [UInt8], _ hash: HashLength) {
        let key = SymmetricKey(data: secret)
        switch hash {
        case .sha256: self = .sha256(HMAC(key: key))
        case .sha384: self = .sha384(HMAC(key: key))
        case .sha512: self = .sha512(HMAC(key: key))
        }
    }

    /// The code of some bytes.
    func code(of input: Span<UInt8>) -> [UInt8] {
        switch self {
        case .sha256(let mac): KeyedHMAC.code(mac, input)
        case .sha384(let mac): KeyedHMAC.code(mac, input)
        case .sha512(let mac): KeyedHMAC.code(mac, input)
        }
    }

    /// Whether the code is that of the bytes; the time does not tell where it differs.
    func accepts(_ code: [UInt8], over input: Span<UInt8>) -> Bool {
        switch self {
        case .sha256(let mac): KeyedHMAC.accepts(mac, code, input)
        case .sha384(let mac): KeyedHMAC.accepts(mac, code, input)
        case .sha512(let mac): KeyedHMAC.accepts(mac, code, input)
        }
    }

    @inline(__always)
    private static func mac<H>(_ keyed: HMAC<H>, _ input: Span<UInt8>) -> HMAC<H>.MAC {
        var mac = keyed
        unsafe input.withUnsafeBytes { unsafe mac.update(data: $0) }
        return mac.finalize()
    }

    @inline(__always)
    private static func code<H>(_ keyed: HMAC<H>, _ input: Span<UInt8>) -> [UInt8] {
        unsafe mac(keyed, input).withUnsafeBytes { unsafe Array($0) }
    }

    @inline(__always)
    private static func accepts<H>(_ keyed: HMAC<H>, _ code: [UInt8], _ input: Span<UInt8>) -> Bool {
        unsafe mac(keyed, input).withUnsafeBytes { own in
            unsafe ConstantTime.equal(own.bytes, code.span.bytes)
        }
    }
}
