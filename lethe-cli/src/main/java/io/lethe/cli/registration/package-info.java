/** Makes datasets and models known to a running pipeline. */
package io.lethe.cli.registration;
