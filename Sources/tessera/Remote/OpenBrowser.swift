// Showing a URL to the person who is to sign in: in a browser where there is one, and on the terminal in any case.

private import Foundation

enum OpenBrowser {
    /// What opens a URL here: the option, `$BROWSER`, or what a desktop has; `nil` where there is no desktop.
    static func command(_ option: String?) -> String? {
        if let option { return option.isEmpty || option == "none" ? nil : option }
        if let named = Secrets.environment("BROWSER"), !named.isEmpty { return named }
        let hasDesktop = ["DISPLAY", "WAYLAND_DISPLAY"].contains { Secrets.environment($0)?.isEmpty == false }
        return hasDesktop ? "xdg-open" : nil
    }

    /// Runs a command with the URL as its last argument, and does not wait for it. What it prints is not a result, so
    /// its stdout goes nowhere; and it hears none of our secrets.
    static func open(_ url: String, with command: String) throws(Failure) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        // The URL is an argument of its own: nothing in it is read by the shell.
        process.arguments = ["-c", "exec \(command) \"$1\"", "sh", url]
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
