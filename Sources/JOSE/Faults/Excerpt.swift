// Text from a stranger, made fit to stand in an error.

extension String {
    /// The beginning of this text in printable ASCII, so that it can forge neither a line of a log nor a
    /// header field.
    func excerpt(_ limit: Int) -> String {
        var line = ""
        for scalar in unicodeScalars.prefix(limit) {
            line.unicodeScalars.append((0x20...0x7E).contains(scalar.value) ? scalar : "?")
        }
        return line
    }
}
