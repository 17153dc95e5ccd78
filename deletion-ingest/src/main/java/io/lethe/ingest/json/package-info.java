/** How this module's private rows, in stores and on its internal topics, become bytes. */
package io.lethe.ingest.json;
