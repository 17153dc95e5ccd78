/** The registry over HTTP: reading versions and lineage, and sending commands. */
package io.lethe.registry.rest;
