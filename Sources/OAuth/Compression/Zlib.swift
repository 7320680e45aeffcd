// The ZLIB data format (RFC 1950) and raw DEFLATE (RFC 1951), through the system's zlib; inflating stops at a bound.

internal import CZlib

enum Zlib {
    /// Compresses at the highest level, as the standard recommends (Token Status List §4.1).
    static func deflate(_ bytes: [UInt8]) -> [UInt8]? { deflate(bytes, .zlib, level: 9) }

    /// CRC-32 (ISO 3309, as in gzip): finds accidents, and says nothing about who wrote the bytes.
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        unsafe bytes.withUnsafeBufferPointer { source in
            UInt32(truncatingIfNeeded: unsafe crc32(0, source.baseAddress, UInt32(clamping: source.count)))
        }
    }

    /// Compresses into any wrapping; `nil` only when memory is wanting.
    static func deflate(_ bytes: [UInt8], _ wrapping: Wrapping, level: Int32) -> [UInt8]? {
        guard bytes.count <= Int(UInt32.max) else { return nil }
        var input = bytes
        var stream = unsafe z_stream()
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        let begun = unsafe deflateInit2_(
            &stream, level, Z_DEFLATED, wrapping.rawValue, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
        guard begun == Z_OK else { return nil }
        defer { _ = unsafe deflateEnd(&stream) }
        var output = [UInt8](repeating: 0, count: Int(unsafe deflateBound(&stream, uLong(bytes.count))))
        let written = unsafe input.withUnsafeMutableBufferPointer { source in
            unsafe output.withUnsafeMutableBufferPointer { target -> Int? in
                unsafe stream.next_in = source.baseAddress
                unsafe stream.avail_in = UInt32(source.count)
                unsafe stream.next_out = target.baseAddress
                unsafe stream.avail_out = UInt32(target.count)
                guard unsafe CZlib.deflate(&stream, Z_FINISH) == Z_STREAM_END else { return nil }
                return unsafe target.count - Int(stream.avail_out)
            }
        }
        return written.map { Array(output.prefix($0)) }
    }

    /// What a stream is wrapped in, as zlib's window bits say it.
    enum Wrapping: Int32 {
        /// Header and checksum of RFC 1952.
        case gzip = 31
        /// Header and checksum of RFC 1950.
        case zlib = 15
        /// Nothing (RFC 1951).
        case none = -15
    }

    /// Inflates one whole stream.
    ///
    /// - Returns: `nil` when the stream is damaged, cut, followed by other bytes, wants a dictionary, or
    ///   would inflate to more than `limit` bytes (a list of a few kilobytes can claim to be a thousand times
    ///   as large).
    static func inflate(_ bytes: [UInt8], limit: Int, _ wrapping: Wrapping = .zlib) -> [UInt8]? {
        var input = bytes
        var output: [UInt8] = []
        var stream = unsafe z_stream()
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        guard unsafe inflateInit2_(&stream, wrapping.rawValue, ZLIB_VERSION, size) == Z_OK else { return nil }
        defer { _ = unsafe inflateEnd(&stream) }
        var chunk = [UInt8](repeating: 0, count: 32_768)
        var code = Z_OK
        unsafe input.withUnsafeMutableBufferPointer { source in
            unsafe stream.next_in = source.baseAddress
            unsafe stream.avail_in = UInt32(source.count)
            while code == Z_OK, output.count <= limit {
                let written = unsafe chunk.withUnsafeMutableBufferPointer { target in
                    unsafe stream.next_out = target.baseAddress
                    unsafe stream.avail_out = UInt32(target.count)
                    code = unsafe CZlib.inflate(&stream, Z_NO_FLUSH)
                    return unsafe target.count - Int(stream.avail_out)
                }
                output.append(contentsOf: chunk.prefix(written))
                if written == 0, code == Z_OK { code = Z_BUF_ERROR }
            }
        }
        guard code == Z_STREAM_END, unsafe stream.avail_in == 0, output.count <= limit else { return nil }
        return output
    }
}
