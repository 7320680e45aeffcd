// Numbers as others write them: decimal digits and nothing else.

package enum DecimalDigits {
    /// The number that digits name; `nil` for no digits, more of them than `limit`, or anything else between them. `Int`
    /// alone would take a sign.
    ///
    /// - Parameter limit: at most 18, which always fit.
    package static func number(_ digits: some Collection<UInt8>, limit: Int = 18) -> Int? {
        guard (1...min(limit, 18)).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
