// Showing a URL to the person who is to sign in: in a browser where there is one, and on the terminal in any case.

private import Foundation

enum OpenBrowser {
    /// What opens a URL here, as a line for the shell: the option, `$BROWSER`, or what a desktop has; `nil` where there is no desktop.
    static func command(_ option: String?) -> String? {
        if let option { return option.isEmpty || option == "none" ? nil : line(option) }
        if let named = Secrets.environment("BROWSER"), !named.isEmpty {
            // Several are a list, of which the first that can opens it.
            return named.split(separator: ":").map { line(String($0)) }.joined(separator: " || ")
        }
        let hasDesktop = ["DISPLAY", "WAYLAND_DISPLAY"].contains { Secrets.environment($0)?.isEmpty == false }
        return hasDesktop ? line("xdg-open") : nil
    }

    /// A line for the shell. The URL is an argument of its own, `$1`: nothing in it is read by the shell.
    private static func line(_ command: String) -> String {
        let place = "\"$1\""
        guard command.contains("%s") else { return "\(command) \(place)" }
        return ["'%s'", "\"%s\"", "%s"].reduce(command) { $0.replacing($1, with: place) }
    }

    /// Runs a line with the URL as `$1`, and does not wait for it. What it prints is not a result, so
    /// its stdout goes nowhere; and it hears none of our secrets.
    static func open(_ url: String, with command: String) throws(Failure) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command, "sh", url]
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("TESSERA_") }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            throw Failure(.general, "\(command) can't be run: \(error)")
        }
    }
}
