// Looks for folders that name each other, circles of folders or files, and folders that name one below them.

import Testing

/// Who names whom inside one target, by folder and by file.
struct Names {
    var folders = Graph()
    var files = Graph()

    init(target: String) {
        let sources = Repository.sources.filter { $0.target == target }
        var owners: [String: (file: SourceFile, declaration: Declaration)] = [:]
        var ambiguous: Set<String> = []
        for file in sources {
            for declaration in file.declarations {
                if let other = owners[declaration.name], other.file.path != file.path {
                    ambiguous.insert(declaration.name)
                }
                owners[declaration.name] = (file, declaration)
            }
        }
        // Overloads of one function in several files name no file in particular.
        for name in ambiguous { owners[name] = nil }
        let names = owners.mapValues(\.declaration)
        for file in sources {
            for (name, line) in file.uses(of: names).sorted(by: { $0.value < $1.value }) {
                guard let owner = owners[name]?.file else { continue }
                let reason = "\(file.path):\(line) names \(name)"
                folders.add(from: file.step, to: owner.step, because: reason)
                files.add(from: file.path, to: owner.path, because: "line \(line) names \(name)")
            }
        }
    }

    static let all: [String: Names] = Dictionary(
        uniqueKeysWithValues: Repository.targets.map { ($0, Names(target: $0)) }
    )

    static func of(_ target: String) -> Names { all[target] ?? Names(target: target) }
}

@Suite("House: stairs")
struct StairTests {
    static let targets = Repository.targets.sorted()

    @Test("every folder and every file beside folders has its place in the stairs", arguments: targets)
    func complete(target: String) {
        let files = Repository.sources.filter { $0.target == target }
        let steps = Set(files.map(\.step))
        let planned = stairs.first { $0.target == target }?.steps ?? ["."]
        guard !files.isEmpty else { return }
        let unplanned = steps.subtracting(planned).sorted()
        let gone = Set(planned).subtracting(steps).sorted()
        #expect(unplanned.isEmpty, "\(target): place these in Tests/House/Stairs.swift: \(unplanned)")
        #expect(gone.isEmpty, "\(target): take these out of Tests/House/Stairs.swift, they are gone: \(gone)")
    }

    @Test("a step names only steps above it", arguments: stairs)
    func order(target: Stairs) {
        var faults: [String] = []
        for (from, arrows) in Names.of(target.target).folders.arrows {
            for (to, reason) in arrows {
                guard let place = target.steps.firstIndex(of: from),
                    let other = target.steps.firstIndex(of: to)
                else { continue }
                if other > place { faults.append("\(from) → \(to): \(reason)") }
            }
        }
        #expect(faults.isEmpty, "\(target.target) has steps that name one below:\(report(faults.sorted()))")
    }

    @Test("no two folders name each other", arguments: targets)
    func pairs(target: String) {
        let graph = Names.of(target).folders
        #expect(graph.pairs.isEmpty, "\(target):\(report(graph.pairs.map(graph.describe)))")
    }

    @Test("no circle of folders", arguments: targets)
    func folderCircles(target: String) {
        let graph = Names.of(target).folders
        #expect(graph.circles.isEmpty, "\(target):\(report(graph.circles.map(graph.describe)))")
    }

    @Test("no circle of files", arguments: targets)
    func fileCircles(target: String) {
        let graph = Names.of(target).files
        #expect(graph.circles.isEmpty, "\(target):\(report(graph.circles.map(graph.describe)))")
    }

    @Test("the house can be counted")
    func count() {
        let all = Names.all.values
        let arrows = all.map { $0.files.arrows.values.map(\.count).reduce(0, +) }.reduce(0, +)
        let files = Repository.sources.count
        let counts = (
            pairs: all.map(\.folders.pairs.count).reduce(0, +),
            folders: all.map(\.folders.circles.count).reduce(0, +),
            files: all.map(\.files.circles.count).reduce(0, +)
        )
        print(
            "House: \(files) files, \(counts.folders) circles of folders, \(counts.pairs) folder pairs that name",
            "each other, \(counts.files) circles of files, \(arrows * 10 / max(files, 1)) tenths of an arrow a file"
        )
        #expect(files > 0, "no sources were found under \(Repository.root)")
    }
}
