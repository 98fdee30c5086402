// Shapes drawn on the map, decoded from the shared TopoJSON (neighbours share their border).
import { boundsOf, pathOf } from './projection.js';

/** One TopoJSON file and what is drawn from it, each shape decoded at its first use. */
export class Geometrie {
  /**
   * @param {any} topojson the topojson-client library
   * @param {any} topology objects epci, departements, regions, voisins; `villes` beside them
   */
  constructor(topojson, topology) {
    this.topojson = topojson;
    this.topology = topology;
    this.villes = topology.villes ?? [];
    this.cache = new Map();
    this.index = {};
    for (const [name, object] of Object.entries(topology.objects)) {
      this.index[name] = new Map(object.geometries?.map((g) => [String(g.id), g]));
    }
  }

  has(object, id) {
    return this.index[object]?.has(id) ?? false;
  }

  name(object, id) {
    return this.index[object]?.get(id)?.properties?.n ?? '';
  }

  /** Union of several shapes of one object, as a GeoJSON geometry; unknown ids are left out. */
  union(object, ids) {
    const found = ids.map((id) => this.index[object].get(id)).filter(Boolean);
    return found.length ? this.topojson.merge(this.topology, found) : null;
  }

  /** SVG path, in pixels of the reference zoom, of the union of `ids`. */
  path(object, ids) {
    const key = `${object} ${ids.join(' ')}`;
    if (!this.cache.has(key)) this.cache.set(key, pathOf(this.union(object, ids)));
    return this.cache.get(key);
  }

  bounds(object, ids, mainPart = false) {
    const geometry = this.union(object, ids);
    return geometry && geometry.coordinates.length ? boundsOf(geometry, mainPart) : null;
  }

  /** Borders between the shapes of an object (`inner`), drawn once each. */
  borders(object, decimals) {
    return pathOf(this.topojson.mesh(this.topology, this.topology.objects[object], (a, b) => a !== b), decimals);
  }

  /** Everything of an object as one path (the foreign land). */
  whole(object, decimals) {
    return pathOf(this.topojson.merge(this.topology, this.topology.objects[object].geometries), decimals);
  }
}
