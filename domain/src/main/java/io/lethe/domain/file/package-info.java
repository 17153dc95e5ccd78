/** Files and folders that are there as a whole or not at all, and stay after a power cut. */
package io.lethe.domain.file;
