import AdCP

/// One event as a client of the stream sees it.
struct StreamedEvent: Equatable {
    let id: Int
    let kind: String
    let state: String?

    static func all(in stream: String) -> [StreamedEvent] {
        stream.split(separator: "\n\n").compactMap { block in
            var fields: [String: String] = [:]
            for line in block.split(separator: "\n") {
                let parts = line.split(separator: ": ", maxSplits: 1)
                if parts.count == 2 { fields[String(parts[0])] = String(parts[1]) }
            }
            guard let id = fields["id"].flatMap(Int.init), let kind = fields["event"] else { return nil }
            let data = try? JSON(parsing: fields["data"] ?? "")
            return StreamedEvent(id: id, kind: kind, state: data?["state"]?.string)
        }
    }
}
