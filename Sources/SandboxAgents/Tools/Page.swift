import AdCP

/// A part of a list, as `pagination` asked for it. The cursor is the place to go on from.
struct Page<Item> {
    let items: [Item]
    let json: JSON

    init(of all: [Item], asked: JSON?) throws(AdCPError) {
        let size = asked?["max_results"]?.int ?? 50
        guard (1...100).contains(size) else { throw .invalid("pagination.max_results", "must be 1 to 100") }
        let cursor = asked?["cursor"]
        guard let start = cursor == nil ? 0 : cursor?.string.flatMap({ Int($0) }), (0...all.count).contains(start)
        else {
            throw .invalid("pagination.cursor", "is not one of ours")
        }
        self.items = Array(all[start..<min(start + size, all.count)])
        let next = start + self.items.count
        self.json = .object(
            JSONObject(present: [
                "has_more": .bool(next < all.count), "total_count": JSON(all.count),
                "cursor": next < all.count ? .string(String(next)) : nil,
            ]))
    }
}
