/**
 * The intake step: decodes, validates and replaces the subject's id by its key, or writes a dead
 * letter.
 */
package io.lethe.ingest.intake;
